// JSON and JSON lines, by events, into a Tree: objects are elements, what stands in an array repeats.
#include <nlohmann/json.hpp>

#include "engine/data/readers/tree.hpp"
#include "engine/data/text.hpp"

namespace duly::data {
namespace {

using Json = nlohmann::json;

// Counts the lines that the parser has gone through, which it does not tell itself.
class Letters {
public:
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;
    using reference = const char&;
    Letters(const char* at, std::uint32_t* line) : at_(at), line_(line) {}
    reference operator*() const { return *at_; }
    Letters& operator++() {
        if (*at_ == '\n') ++*line_;
        ++at_;
        return *this;
    }
    Letters operator++(int) {
        auto before = *this;
        ++*this;
        return before;
    }
    bool operator==(const Letters& other) const { return at_ == other.at_; }
    bool operator!=(const Letters& other) const { return at_ != other.at_; }

private:
    const char* at_;
    std::uint32_t* line_;
};

class Reading final : public Json::json_sax_t {
public:
    Reading(Tree& tree, const ReadContext& context, std::uint32_t& line) : tree_(tree), context_(context), line_(line) {}
    bool too_deep = false, too_large = false;
    std::uint32_t wrong_line = 0;
    bool outermost_row = true;      // the outermost values are rows of a table, not one object

    bool null() override { return value({}); }
    bool boolean(bool value_) override { return value(value_ ? "true" : "false"); }
    bool number_integer(number_integer_t number) override { return value(std::to_string(number)); }
    bool number_unsigned(number_unsigned_t number) override { return value(std::to_string(number)); }
    bool number_float(number_float_t, const string_t& text) override { return value(text); }
    bool string(string_t& text) override { return value(text); }
    bool binary(binary_t&) override { return false; }
    bool key(string_t& name) override {
        if (passed_over()) return true;
        name_ = name;
        if (tree_.has(name)) {
            auto place = context_.place(line_);
            place.field = name;
            context_.quality.list(DiagnosticKind::repeated_name, place, "`" + name + "` stands twice in one object, the first is used", "give each value a name of its own");
            skip_next_ = true;
        }
        return true;
    }
    bool start_object(std::size_t) override {
        if (enters_passed_over()) return true;
        kinds_.push_back(Kind::object);
        return opened();
    }
    bool end_object() override { return ended(); }
    bool start_array(std::size_t) override {
        if (enters_passed_over()) return true;
        // An array has no row of its own: what stands in it are rows of its name. An array in an array is a row.
        const bool row = !kinds_.empty() && kinds_.back() != Kind::object;
        kinds_.push_back(row ? Kind::array_row : Kind::array);
        counts_.push_back(0);
        names_.push_back(name_);
        return row ? opened_as(names_[names_.size() - 2]) : depth_fits();
    }
    bool end_array() override { return ended(); }
    bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override {
        wrong_line = line_;
        return false;
    }

private:
    // array_row: an array that stands in another, whose parts are called 1, 2, ...
    enum class Kind : std::uint8_t { object, array, array_row };
    Tree& tree_;
    const ReadContext& context_;
    std::uint32_t& line_;
    std::vector<Kind> kinds_;
    std::vector<std::string> names_;        // of the arrays open
    std::vector<std::size_t> counts_;       // of the values in them
    std::string name_ = "row";
    bool skip_next_ = false;
    std::size_t skipping_ = 0;              // how deep in a value that is passed over

    bool passed_over() const { return skipping_ > 0; }
    bool enters_passed_over() {
        if (skipping_ == 0 && !skip_next_) return false;
        skip_next_ = false;
        ++skipping_;
        return true;
    }
    bool in_array() const { return !kinds_.empty() && kinds_.back() != Kind::object; }
    std::string name_here() {
        if (!in_array()) return name_;
        if (kinds_.back() == Kind::array_row) return std::to_string(++counts_.back());
        return names_.back();
    }
    bool depth_fits() {
        too_deep |= kinds_.size() > 2 * Tree::max_depth;
        return !too_deep;
    }
    bool opened() {
        const bool listed = kinds_.size() > 1 ? kinds_[kinds_.size() - 2] == Kind::array : outermost_row;
        const auto top = kinds_.back();
        kinds_.pop_back();
        const auto name = name_here();
        kinds_.push_back(top);
        return open(name, listed);
    }
    bool opened_as(const std::string& name) { return open(name, true); }
    bool open(const std::string& name, bool listed) {
        too_deep |= !tree_.open(name, line_, listed);
        too_large = tree_.bytes() > context_.allowed;
        return !too_deep && !too_large && depth_fits();
    }
    bool ended() {
        if (skipping_ > 0) {
            --skipping_;
            return true;
        }
        const auto kind = kinds_.back();
        kinds_.pop_back();
        if (kind != Kind::object) {
            counts_.pop_back();
            names_.pop_back();
        }
        if (kind != Kind::array) tree_.close();
        return true;
    }
    bool value(std::string_view text) {
        if (skipping_ > 0) return true;
        if (skip_next_) {
            skip_next_ = false;
            return true;
        }
        const bool listed = kinds_.empty() ? outermost_row : kinds_.back() == Kind::array;
        const auto name = name_here();
        if (!open(name, listed)) return false;
        tree_.text(text);
        tree_.close();
        return true;
    }
};

// A first line that is a whole value, with more after it.
bool is_lines(std::string_view text) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos || trim_blanks(text.substr(end)).empty() || end > (1 << 24)) return false;
    return Json::accept(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(end));
}

}  // namespace

std::vector<SourceTable> read_json(const ReadContext& context, std::string_view text) {
    auto tree = std::make_shared<Tree>();
    std::uint32_t line = 1;
    const auto failed = [&](const Reading& reading) -> std::vector<SourceTable> {
        if (reading.too_large) return context.too_large();
        if (reading.too_deep) return context.broken(DiagnosticKind::unfolds_too_far, line, Tree::too_deep(), "export the records as plain tables");
        return context.broken(DiagnosticKind::file_broken, reading.wrong_line, "the JSON breaks off or is wrong here, so the file is left out", "export it again: it may have been cut off");
    };
    if (!is_lines(text)) {
        Reading reading(*tree, context, line);
        reading.outermost_row = false;
        if (!Json::sax_parse(Letters(text.data(), &line), Letters(text.data() + text.size(), &line), &reading)) return failed(reading);
        return Tree::tables(tree, context, true);
    }
    for (std::uint32_t number = 1; !text.empty(); ++number) {
        const auto end = std::min(text.find('\n'), text.size());
        const auto one = trim_blanks(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (one.empty()) continue;
        // Checked first, so that half a row is never taken.
        if (!Json::accept(one.begin(), one.end())) {
            context.left_out = true;
            context.quality.list(DiagnosticKind::file_broken, context.place(number), "this line is no JSON value, so it is left out", "export the file again: it may have been cut off");
            continue;
        }
        line = number;
        Reading reading(*tree, context, line);
        if (!Json::sax_parse(Letters(one.data(), &line), Letters(one.data() + one.size(), &line), &reading)) return failed(reading);
    }
    return Tree::tables(tree, context, true);
}

}  // namespace duly::data
