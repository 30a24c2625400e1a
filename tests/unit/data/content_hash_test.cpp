// Values of XXH64 with the seed 0 from the test vectors and the tool of its author (xxhsum -H1).
#include "engine/data/content_hash.hpp"

#include <gtest/gtest.h>

using duly::data::content_hash;
using duly::data::hash_text_of;

TEST(ContentHash, is_xxh64) {
    EXPECT_EQ(hash_text_of(content_hash("")), "ef46db3751d8e999");
    EXPECT_EQ(hash_text_of(content_hash("a")), "d24ec4f1a98c6e5b");
    EXPECT_EQ(hash_text_of(content_hash("abc")), "44bc2cf5ad770999");
    EXPECT_EQ(hash_text_of(content_hash("Nobody inspects the spammish repetition")), "fbcea83c8a378bf1");
}

TEST(ContentHash, one_letter_elsewhere_gives_another) {
    const std::string text(1'000, 'x');
    for (const std::size_t at : {0u, 31u, 32u, 500u, 991u, 996u, 999u}) {
        std::string other = text;
        other[at] = 'y';
        EXPECT_NE(content_hash(other), content_hash(text)) << at;
    }
    EXPECT_NE(content_hash(text + 'x'), content_hash(text));
}
