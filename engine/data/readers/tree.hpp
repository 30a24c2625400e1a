// Elements within elements, as XML and JSON have them, kept column by column and given out as tables. Every element that has parts
// is a row of the table of its path; the exact words stand in dsl/README.md, `feed`.
#pragma once

#include <map>
#include <memory>
#include <set>

#include "engine/data/readers/source_table.hpp"

namespace duly::data {

class Tree {
public:
    static constexpr std::size_t max_depth = 100, max_paths = 5'000, max_columns = 500'000;     // columns: of all tables

    // False when it is too deep or has too many paths; nothing more may be added then. `listed`: it stands in a list, so it may repeat.
    bool open(std::string_view name, std::uint32_t line, bool listed = false);
    bool attribute(std::string_view name, std::string_view value);
    void text(std::string_view more) { stack_.back().text += more; }
    void close();
    bool has(std::string_view name) const;      // the open element has such a part already
    std::size_t depth() const { return stack_.size(); }
    static std::string too_deep() {
        return "elements stand more than " + std::to_string(max_depth) + " deep in each other here, or have more than " + std::to_string(max_paths) + " different paths, so the file is left out";
    }
    std::size_t bytes() const { return bytes_; }

    // The tables, in the order in which their paths were met. `unnamed`: the outermost element is no part of paths (JSON).
    static std::vector<SourceTable> tables(std::shared_ptr<Tree> tree, const ReadContext& context, bool unnamed);

    static constexpr std::uint32_t none = 0xffffffff;
    struct Node {
        std::string name;
        std::uint32_t parent = none;
        bool attribute = false, parts = false, told = false;    // told: some occurrence has a text
        bool repeated = false, loose = false;       // several of them stand in one element, or may; loose: one stands in no list
        std::vector<std::uint32_t> kids;
        std::map<std::string, std::uint32_t, std::less<>> by_name;
        // One entry an occurrence, in order.
        std::vector<std::uint32_t> owner, line;     // owner: occurrence of the parent
        std::vector<std::size_t> ends;              // of its text in `texts`
        std::vector<bool> empty;                    // nothing at all in it
        std::string texts;
        std::uint32_t first_number = 0;
        std::string_view text_of(std::uint32_t at) const { return std::string_view(texts).substr(at ? ends[at - 1] : 0, ends[at] - (at ? ends[at - 1] : 0)); }
    };
    const Node& node(std::uint32_t id) const { return nodes_[id]; }
    bool blank(std::uint32_t id, std::uint32_t at) const { return nodes_[id].empty[at] || (!nodes_[id].parts && nodes_[id].text_of(at).empty()); }
    // True the first time that it is asked.
    bool tell_once(std::uint32_t id, std::uint32_t at) { return told_.emplace(id, at).second; }

private:
    struct Open { std::uint32_t node, occurrence; std::string text; bool parts = false; };
    std::vector<Node> nodes_;
    std::vector<Open> stack_;
    std::set<std::pair<std::uint32_t, std::uint32_t>> told_;
    std::size_t bytes_ = 0;

    // The list that is all that one outermost object has, but for plain values.
    std::uint32_t only_list() const;
    std::uint32_t find_or_add(std::uint32_t parent, std::string_view name);
    std::uint32_t occur(std::uint32_t node, std::uint32_t line);
};

}  // namespace duly::data
