#include "engine/plan/needed.hpp"

#include <utility>

#include "dsl/model/walk.hpp"
#include "engine/plan/order.hpp"

namespace duly::plan {
namespace {

using model::FieldId;
using model::RecordId;

class Needed final : public model::Visitor {
public:
    explicit Needed(const model::RuleSet& rules) : rules_(rules), define_seen_(rules.defines.size(), false) {
        for (const model::Record& record : rules.records) fields_.emplace_back(record.fields.size(), false);
    }

    std::vector<std::vector<bool>> collect(const std::vector<std::string>& only) {
        for (RecordId id = 0; id < rules_.records.size(); ++id) of_record(id);
        for (const model::Feed& feed : rules_.feeds)
            for (const model::FeedFile& file : feed.files) of_link(file);
        for (const Step& step : only.empty() ? all_steps() : evaluation_order(rules_, only)) of_step(step);
        also_dates_that_blank();
        return std::move(fields_);
    }

private:
    // Their order makes no difference here.
    std::vector<Step> all_steps() const {
        std::vector<Step> steps;
        const std::pair<model::NodeKind, std::size_t> kinds[] = {{model::NodeKind::timescale, rules_.timescales.size()}, {model::NodeKind::check, rules_.checks.size()},
                                                                 {model::NodeKind::measure, rules_.measures.size()}, {model::NodeKind::action, rules_.actions.size()}};
        for (const auto& [kind, count] : kinds)
            for (std::uint32_t ref = 0; ref < count; ++ref) steps.push_back({kind, ref});
        return steps;
    }

    void mark(RecordId record, FieldId field) {
        if (record != model::none && field != model::none) fields_[record][field] = true;
    }

    // Keys, links and what results show are read whatever the rules are.
    void of_record(RecordId id) {
        const model::Record& record = rules_.records[id];
        for (FieldId field = 0; field < record.fields.size(); ++field)
            if (record.fields[field].key || record.fields[field].shown || record.fields[field].orders) mark(id, field);
        for (const FieldId field : {record.key, record.orders, record.by, record.span_from, record.span_to}) mark(id, field);
        if (record.spell) model::walk(rules_, record.spell->where, *this);
    }

    void of_link(const model::FeedFile& file) {
        const RecordId record = file.parent.kind == model::ParentLink::Kind::of_part ? file.parent.part : file.parent.record;
        for (const FieldId field : file.parent.fields) mark(record, field);
    }

    void of_step(const Step& step) {
        switch (step.kind) {
            case model::NodeKind::timescale: model::walk(rules_, rules_.timescales[step.ref], *this); break;
            case model::NodeKind::check: model::walk(rules_, rules_.checks[step.ref], *this); break;
            case model::NodeKind::measure: {
                const model::Measure& measure = rules_.measures[step.ref];
                model::walk(rules_, measure, *this);
                for (const FieldId field : {measure.reported_measure, measure.reported_period, measure.reported_area_field, measure.reported_value})
                    mark(measure.figures == model::none ? measure.record : measure.figures, field);
                break;
            }
            case model::NodeKind::action: {
                const model::Action& action = rules_.actions[step.ref];
                model::walk(rules_, action, *this);
                if (!action.log) break;
                for (const FieldId field : {action.log->action, action.log->done, action.log->due, action.log->owner, action.log->evidence, action.log->status})
                    mark(action.log->record, field);
                break;
            }
            default: break;
        }
    }

    void expression(const model::Expr& expr) override {
        mark(expr.record, expr.field);
        if (expr.op != model::ExprOp::define || define_seen_[expr.ref]) return;
        define_seen_[expr.ref] = true;
        model::walk(rules_, rules_.defines[expr.ref].body, *this);
    }

    // A text `with` a date is blank while that date is.
    void also_dates_that_blank() {
        for (RecordId id = 0; id < rules_.records.size(); ++id)
            for (FieldId field = 0; field < fields_[id].size(); ++field)
                if (fields_[id][field]) mark(id, rules_.records[id].fields[field].with);
    }

    const model::RuleSet& rules_;
    std::vector<bool> define_seen_;
    std::vector<std::vector<bool>> fields_;
};

}  // namespace

std::vector<std::vector<bool>> needed_fields(const model::RuleSet& rules, const std::vector<std::string>& only) { return Needed(rules).collect(only); }

}  // namespace duly::plan
