// What is no mistake and yet worth a look. It is asked for: a shared file of records serves many rule sets, and none uses all of it.
#include <algorithm>

#include "dsl/model/graph.hpp"
#include "engine/api/internal.hpp"

namespace duly::v1 {

namespace {

using model::GraphId;
using model::NodeKind;

class Lint {
public:
    explicit Lint(const model::RuleSet& rules) : rules_(rules), graph_(rules) {}

    std::vector<duly::Diagnostic> found() {
        const bool any_calendar = calendars_named_by_data();
        for (GraphId id = 0; id < graph_.nodes().size(); ++id) {
            const model::GraphNode& node = graph_.nodes()[id];
            if (node.kind == NodeKind::record && !serves_a_rule(id)) {
                unused(node.at, "no rule reads the record `" + node.name + "`", "take it out, or write the rule that it is for");
            } else if (node.kind == NodeKind::calendar && !any_calendar && !serves_a_rule(id)) {
                unused(node.at, "no rule counts on the calendar `" + node.name + "`", "take it out, or name it: `on calendar " + node.name + "`");
            }
        }
        for (model::ScaleId id = 0; id < rules_.scales.size(); ++id) {
            const model::Scale& scale = rules_.scales[id];
            const bool used = std::any_of(rules_.measures.begin(), rules_.measures.end(), [&](const model::Measure& one) { return one.scale == id; });
            if (!used) unused(scale.at, "no measure has bands on the scale `" + scale.name + "`", "take it out, or grade a measure by it");
        }
        using Target = model::Example::Target;
        without_examples(rules_.timescales, Target::timescale, "timescale");
        without_examples(rules_.checks, Target::check, "check");
        without_examples(rules_.measures, Target::measure, "measure");
        without_examples(rules_.actions, Target::action, "action");
        sort_diagnostics(list_);
        return std::move(list_);
    }

private:
    bool serves_a_rule(GraphId from) const {
        const std::vector<GraphId> down = graph_.downstream(from);
        return std::any_of(down.begin(), down.end(), [&](GraphId id) { return graph_.nodes()[id].kind >= NodeKind::timescale; });
    }

    // A rule whose calendar is named by a field of the data may take any.
    bool calendars_named_by_data() const {
        for (const model::Timescale& timescale : rules_.timescales)
            for (const model::TimescaleVersion& version : timescale.versions)
                if (version.calendar_field != model::none) return true;
        return std::any_of(rules_.checks.begin(), rules_.checks.end(), [](const model::Check& one) { return one.calendar_field != model::none; });
    }

    template <typename Rules>
    void without_examples(const Rules& all, model::Example::Target target, const std::string& kind) {
        for (std::uint32_t ref = 0; ref < all.size(); ++ref) {
            const bool has = std::any_of(rules_.examples.begin(), rules_.examples.end(), [&](const model::Example& one) { return one.target == target && one.ref == ref; });
            if (has) continue;
            // As it is written: a name that is a word of the language stands in back-ticks.
            const std::string_view written = (*rules_.sources)[all[ref].at.file].text().substr(all[ref].at.begin, all[ref].at.end - all[ref].at.begin);
            list_.push_back(make_diagnostic(DiagnosticKind::no_examples, place_of(*rules_.sources, all[ref].at),
                                            "the " + kind + " `" + all[ref].name + "` has no example", (written.starts_with('`') ? "write `example` and " + std::string(written) + " in its back-ticks," : "write `example " + all[ref].name + "`") + " with a row of dates and the outcome expected"));
        }
    }

    void unused(SourceRange at, std::string message, std::string help) {
        list_.push_back(make_diagnostic(DiagnosticKind::unused_declaration, place_of(*rules_.sources, at), std::move(message), std::move(help)));
    }

    const model::RuleSet& rules_;
    const model::Graph graph_;
    std::vector<duly::Diagnostic> list_;
};

}  // namespace

std::vector<Diagnostic> lint(const RuleSet& rules) {
    std::vector<Diagnostic> found;
    const auto done = guarded<int>([&]() -> Checked<int> {
        found = outward(Lint(*rules.state->rules).found());
        return {0, {}};
    });
    return done ? found : done.diagnostics;
}

}  // namespace duly::v1
