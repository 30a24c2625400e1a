#include "tests/property/generator.hpp"

#include <array>

namespace duly::property {

namespace {

void write(const Tree& tree, std::size_t depth, std::string& out) {
    out.append(depth * 2, ' ');
    out += '(';
    out += syntax::name_of(tree.kind);
    if (tree.word != 0) out += '/' + std::to_string(tree.word);
    if (syntax::shows_text(tree.kind)) out += ' ' + (syntax::has_blanks(tree.kind) ? syntax::one_blank_each(tree.text) : tree.text);
    for (const Tree& child : tree.children) {
        out += '\n';
        write(child, depth + 1, out);
    }
    out += ')';
}

}  // namespace

std::string to_sexpr(const Tree& tree) {
    std::string out;
    write(tree, 0, out);
    return out + '\n';
}

std::size_t Writer::choose(std::size_t n) { return at_ < choices_.size() ? choices_[at_++] % n : 0; }

void Writer::gap() {
    if (text.empty() || text.back() == '\n') {
        text.append(choose(4), ' ');
        return;
    }
    constexpr std::array<std::string_view, 8> gaps = {" ", " ", " ", "\n  ", "   ", "\n\n\n", "\r\n\t", " \r "};
    const std::size_t which = choose(gaps.size() + 3);
    if (which < gaps.size()) {
        text += gaps[which];
        return;
    }
    constexpr std::array<std::string_view, 5> tails = {"", " why", " \"quoted", " | a bar # and more", " \xC3\xBC\xE6\x97\xA5"};
    std::string comment = "# c" + std::to_string(comments.size()) + std::string(tails[choose(tails.size())]);
    text += which == gaps.size() ? "" : which == gaps.size() + 1 ? "\n   " : " ";
    text += comment + (flip() ? " \t" : "") + (flip() ? "\r\n" : "\n");
    comments.push_back(std::move(comment));
}

void Writer::words(std::string_view phrase) {
    while (!phrase.empty()) {
        const std::size_t end = std::min(phrase.find(' '), phrase.size());
        gap();
        text += phrase.substr(0, end);
        phrase.remove_prefix(std::min(end + 1, phrase.size()));
    }
}

void Writer::sign(std::string_view what) {
    if (choose(4) == 3) gap();
    text += what;
}

Tree Writer::leaf(Kind kind, std::string what, std::uint8_t word, bool glued) {
    if (!glued) gap();
    text += what;
    return {kind, word, std::move(what)};
}

Tree Writer::spoken(Kind kind, std::uint8_t word, std::string_view phrase) {
    words(phrase);
    return {kind, word, {}};
}

void Writer::line(const std::string& what) {
    if (!text.empty() && text.back() != '\n') text += '\n';
    text += what + '\n';
}

Generated generate(const std::vector<std::uint32_t>& choices) {
    Writer w(choices);
    Tree document{Kind::document, 0, {}};
    if (choices.empty()) return {{}, std::move(document), {}};
    do {
        Tree (*const declarations[])(Writer&) = {small, record, timescale, calendar, measure, example, feed, action, spell, ruleset};
        document.children.push_back(declarations[w.choose(std::size(declarations))](w));
    } while (!w.used_up());
    if (w.flip()) w.text += '\n';
    return {std::move(w.text), std::move(document), std::move(w.comments)};
}

}  // namespace duly::property
