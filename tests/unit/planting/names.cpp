// Names that nobody declared, and values of the wrong type.
#include "tests/unit/planting/planting.hpp"

namespace duly::planting {

void Planter::names(const Unit& unit) {
    if (unit.head && unit.declaration.kind() == Kind::record && !unit.block) {
        if (const auto of = unit.node.child(Kind::of)) {
            auto word = of[0].value();
            if (misspelt(word)) add_named("misspelt parent", of[0], word, {"D0102"});
        }
        return;
    }
    const std::string here = "#" + std::to_string(file_) + "." + std::to_string(unit.declaration.range().begin);
    std::vector<Written> all;
    if (!unit.head) each_node(unit.node, all);
    for (const auto& node : all) {
        std::string word = node.kind() == Kind::name ? node.value() : node.size() > 0 && node[0].kind() == Kind::name ? node[0].value() : std::string();
        switch (node.kind()) {
            case Kind::field_ref: {
                const auto record = node[0].value();
                auto field = node[1].value();
                if (record != "other" && misspelt(field)) add_named("misspelt field", node[1], field, {"D0103"});
                if (misspelt(word) && record != "other") add_named("misspelt record", node[0], word, {"D0102"});
                break;
            }
            case Kind::for_each:
                if (misspelt(word)) add_named("misspelt record of a rule", node[0], word, {"D0102"});
                break;
            case Kind::name_ref:
                if (node.text().front() != '`' && misspelt(word)) add_named("misspelt value", node, word, {"D0104", "D0105", "D0109"});
                break;
            case Kind::compare: {
                if (node.word() > 1) break;
                const auto value = node[1];
                if (value.kind() == Kind::yes_no && node[0].kind() == Kind::field_ref) add_named("number for yes or no", value, "5", {"D0112"});
                if (value.kind() == Kind::name_ref && node[0].kind() == Kind::field_ref) add_named("text for a choice", value, "\"" + word + "x\"", {"D0112"});
                if (value.kind() == Kind::text && node[0].kind() == Kind::field_ref) add_named("date for a text", value, "2024-03-01", {"D0112"});
                break;
            }
            case Kind::age:
                add_named("age of a length", node[0], "3 days", {"D0113", "D0114"});
                break;
            case Kind::on_calendar:
                if (node[0].kind() == Kind::name && misspelt(word)) add_named("unknown calendar", node[0], word, {"D0107"});
                break;
            case Kind::bands:
                if (misspelt(word)) add_named("unknown scale", node[0], word, {"D0108"});
                break;
            case Kind::band: {
                const auto grade = node.child(Kind::grade);
                auto name = grade ? grade.value() : std::string();
                if (grade && misspelt(name)) add_named("unknown grade", grade, name, {"D0109"});
                break;
            }
            case Kind::percentage_of_timescale:
            case Kind::need_measure:
            case Kind::need_no_breach:
                if (misspelt(word)) add_named("unknown rule", node[0], word, {"D0106"});
                break;
            case Kind::from:
                if (unit.declaration.kind() == Kind::timescale && node[0].kind() == Kind::field_ref) {
                    add_named("text for a date", node[0], "\"soon\"", {"D0113"});
                    add_named("field without its record", node[0], "zq_" + node[0][1].value(), {"D0105"});
                }
                break;
            case Kind::within: {
                const auto length = node[0][0][0];
                if (length.kind() == Kind::length && length[0].kind() == Kind::number) {
                    if (length[1].word() != 6 && length[1].word() != 7) add_named("half a day", length[0], "1.5", {"D0114"});
                    add_named("number too large", length[0], "99999999999999", {"D0114", "D0116"});
                }
                break;
            }
            case Kind::percentage_of_records:
            case Kind::count_of:
                if (misspelt(word)) add_named("misspelt record of a measure", node[0], word, {"D0102"});
                break;
            case Kind::mapping:
            case Kind::spans: {
                if (misspelt(word)) add_named("misspelt field", node[0], word, {"D0103"});
                break;
            }
            case Kind::type:
                if (node.size() > 1) add("value listed twice", node[1].range().end, node[1].range().end, ", " + std::string(node[0].text()), {"D0225"});
                break;
            default: break;
        }
    }
    for (std::size_t i = pack_.mistakes_.size(); i-- > 0 && pack_.mistakes_[i].unit == unit.begin && pack_.mistakes_[i].file == file_;) {
        auto& mistake = pack_.mistakes_[i];
        if (mistake.kind == "misspelt value" || mistake.kind == "half a day" || mistake.kind == "number too large") mistake.needs.insert(here);
    }
    if (unit.head && unit.declaration.kind() == Kind::example && !unit.block) {
        const auto name = unit.node[0];
        auto word = name.value();
        if (misspelt(word)) add_named("example of no rule", name, word, {"D0106"});
    }
}

}  // namespace duly::planting
