// Values of XXH64 with the seed 0 from the test vectors and the tool of its author (xxhsum -H1).
#include "engine/data/content_hash.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>

#include "engine/data/load.hpp"

using duly::data::content_hash;
using duly::data::hash_text_of;

TEST(ContentHash, is_xxh64) {
    EXPECT_EQ(hash_text_of(content_hash("")), "ef46db3751d8e999");
    EXPECT_EQ(hash_text_of(content_hash("a")), "d24ec4f1a98c6e5b");
    EXPECT_EQ(hash_text_of(content_hash("abc")), "44bc2cf5ad770999");
    EXPECT_EQ(hash_text_of(content_hash("Nobody inspects the spammish repetition")), "fbcea83c8a378bf1");
}

TEST(ContentHash, is_the_same_in_each_way_of_the_processor) {
    std::string text;
    for (int i = 0; i < 1001; ++i) text += std::to_string(i);
    EXPECT_EQ(hash_text_of(content_hash(text)), "63b8c1a26cec6d55");
    for (std::size_t size = 0; size + 1 < text.size(); size += duly::data::RunningHash::step) {
        std::array<std::uint64_t, 4> plain = {1, 2, 3, 4}, wide = plain;
        duly::data::hash_words(false)(plain, text.data() + 1, size);
        duly::data::hash_words(true)(wide, text.data() + 1, size);
        ASSERT_EQ(plain, wide) << size;
    }
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

// A mapped file is let go of as it is read, and can be read again.
TEST(ContentHash, of_a_file_is_of_its_bytes) {
    std::string text;
    for (int i = 0; text.size() < (9u << 20) + 5; ++i) text += std::to_string(i) + '\n';
    const std::string path = testing::TempDir() + "content_hash_test.csv";
    std::ofstream(path, std::ios::binary) << text;
    const auto opened = duly::data::open_files(path);
    ASSERT_EQ(opened.files.size(), 1u);
    const auto& file = opened.files[0];
    const duly::data::FileContent content{file.path, file.bytes, file.owner, file.stamp};
    EXPECT_EQ(content_hash(content), content_hash(text));
    duly::data::let_go(content, file.bytes.substr(5000, 100'000));
    EXPECT_TRUE(content.bytes == text);
    duly::data::let_go({"", text, nullptr, {}}, text);      // in memory: nothing to give back
    EXPECT_EQ(content_hash(text), content_hash(content));
    std::remove(path.c_str());
}
