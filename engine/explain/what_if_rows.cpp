// What may be done about records: what is optional and blank in one comes to be today, and the measure's own conditions and value
// say what follows.
#include <algorithm>

#include "dsl/model/walk.hpp"
#include "engine/explain/what_if_parts.hpp"

namespace duly::explain::what_if_parts {

namespace {

constexpr std::size_t most_fillings = 300;      // of one record

// The record's own fields that the measure reads.
class FieldsRead : public model::Visitor {
public:
    FieldsRead(const model::RuleSet& rules, model::RecordId record) : rules_(rules), record_(record) {}
    std::vector<model::FieldId> fields;
    void expression(const model::Expr& e) override {
        using Op = model::ExprOp;
        if (e.op == Op::define) return model::walk(rules_, e.a, *this);
        if (e.slot != 0 || e.hops != 0) return;
        if (e.op == Op::field && e.record == record_) add(e.field);
        if (e.op == Op::open_on || e.op == Op::length_of || e.op == Op::overlaps || e.op == Op::days_in) add(rules_.records[record_].span_to);
    }

private:
    void add(model::FieldId field) {
        if (field != model::none && std::find(fields.begin(), fields.end(), field) == fields.end()) fields.push_back(field);
    }
    const model::RuleSet& rules_;
    model::RecordId record_;
};

// A blank that may come to be, and what.
struct Blank { model::FieldId field = model::none; std::vector<std::int64_t> values; };

class Rows {
public:
    Rows(const Scene& scene, const World& world)
        : scene_(scene), measure_(scene.measure), world_(world), on_last_day_(eval::stands_on_last_day(scene.measure)),
          seen_(on_last_day_ ? world.standing() : *world.expressions), last_(std::min(scene.period.to, world.expressions->as_of_day())) {
        FieldsRead read(scene.context.rules, measure_.record);
        for (const model::ExprId expr : {measure_.counted_by, measure_.numerator_where, measure_.denominator_where, measure_.value, measure_.out_of})
            model::walk(scene.context.rules, expr, read);
        fields_ = read.fields;
    }

    Units units() {
        Units units;
        const bool over = scene_.period.to < scene_.context.expressions.as_of_day();    // nothing that comes to be changes it
        for (const Row row : seen_.visible_rows(measure_.record)) {
            Unit unit;
            unit.left = pieces(row, {});
            for (const Counted& item : unit.left)
                if (item.unknown) units.unknown.push_back({model::none, row, 0});
            if (!over) add_ways(row, unit, units.all_ways);
            if (unit.ways.empty()) {
                units.fixed.insert(units.fixed.end(), unit.left.begin(), unit.left.end());
                continue;
            }
            unit.key = scene_.context.data.key_of(scene_.context.rules, measure_.record, row);
            units.units.push_back(std::move(unit));
        }
        return units;
    }

private:
    Pieces pieces(Row row, const std::vector<eval::Assumed>& assumed) {
        Counted item{row, row, last_, last_, false, false, 0};
        if (!on_last_day_) {
            eval::Batch batch = eval::batch_of(measure_, {}, last_, {row});
            batch.that_day.clear();
            batch.assumed = assumed;
            const eval::Values days = seen_.evaluate(measure_.counted_by, batch);
            if (days.s[0] != eval::Presence::known) return {};
            const TimeZone& zone = scene_.context.rules.zone;
            const bool moment = days.type == model::Type::moment;
            item.first = moment ? zone.day(days.v[0]) : static_cast<Day>(days.v[0]);
            item.last = moment ? zone.day(days.last(0)) : static_cast<Day>(days.last(0));
            if (item.first < scene_.period.from || item.last > scene_.period.to) return {};
        } else {
            item.perhaps_absent = !certainly_there(row);
        }
        eval::Batch batch = eval::batch_of(measure_, scene_.period, last_, {row});
        batch.assumed = assumed;
        Pieces found = eval::judged_rows(seen_, measure_, batch, {item});
        if (on_last_day_) scene_.groups.assign_on(world_.standing(), last_, found);
        else scene_.groups.assign(*world_.expressions, world_.so_far, found);
        std::erase_if(found, [&](const Counted& one) { return !scene_.in_group(one); });
        return found;
    }

    bool certainly_there(Row row) const {
        for (model::RecordId record = measure_.record; record != model::none && row != data::no_row; record = scene_.context.rules.records[record].parent) {
            if (!seen_.certainly_linked(record, row)) return false;
            const data::ParentRows& parents = scene_.context.data.table(record).parent;
            row = parents.empty() ? data::no_row : parents[row];
        }
        return true;
    }

    std::vector<Blank> blanks(Row row) const {
        std::vector<Blank> blanks;
        const model::Record& shape = scene_.context.rules.records[measure_.record];
        // Whatever is done is done on a day of the period, from today on.
        const Day day = std::max(scene_.context.expressions.as_of_day(), scene_.period.from);
        for (const model::FieldId field : fields_) {
            const model::Field& meta = shape.fields[field];
            if (!meta.optional || seen_.field(measure_.record, field, std::vector<Row>{row}).s[0] != eval::Presence::blank) continue;
            Blank blank{field, {}};
            if (meta.type == model::Type::date) blank.values = {day};
            else if (meta.type == model::Type::moment) blank.values = {scene_.context.rules.zone.last_second(day)};
            else if (meta.type == model::Type::yes_no) blank.values = {1, 0};
            else if (meta.type == model::Type::choice)
                for (std::size_t n = 0; n < meta.choices.size(); ++n) blank.values.push_back(static_cast<std::int64_t>(n));
            if (!blank.values.empty()) blanks.push_back(std::move(blank));
        }
        return blanks;
    }

    void add_ways(Row row, Unit& unit, bool& all) {
        const std::vector<Blank> open = blanks(row);
        std::size_t n = 1;
        for (const Blank& blank : open) n = std::min(n * (blank.values.size() + 1), most_fillings + 1);
        if (n > most_fillings) { all = false; n = most_fillings; }
        struct Filled { Pieces pieces; std::vector<model::FieldId> fields; };
        std::vector<Filled> ways;
        for (std::size_t code = 1; code < n; ++code) {
            std::vector<eval::Assumed> assumed;
            std::size_t rest = code;
            for (const Blank& blank : open) {
                const std::size_t pick = rest % (blank.values.size() + 1);
                rest /= blank.values.size() + 1;
                if (pick > 0) assumed.push_back({measure_.record, row, blank.field, blank.values[pick - 1], true});
            }
            Filled way{pieces(row, assumed), {}};
            for (const eval::Assumed& one : assumed) way.fields.push_back(one.field);
            if (same(way.pieces, unit.left)) continue;
            if (measure_.kind == Kind::records && way.pieces.size() < unit.left.size()) continue;   // taken out of the count is not completed
            const auto known = std::find_if(ways.begin(), ways.end(), [&](const Filled& other) { return same(other.pieces, way.pieces); });
            if (known == ways.end()) ways.push_back(std::move(way));
            else if (way.fields.size() < known->fields.size()) *known = std::move(way);
        }
        for (Filled& way : ways) {
            Act act;
            act.row = row;
            act.fields = std::move(way.fields);
            unit.ways.push_back({std::move(way.pieces), {std::move(act)}});
        }
    }

    const Scene& scene_;
    const model::Measure& measure_;
    const World& world_;
    bool on_last_day_ = false;
    const eval::Expressions& seen_;
    Day last_ = 0;
    std::vector<model::FieldId> fields_;
};

}  // namespace

Units units_of_rows(const Scene& scene, const World& world) { return Rows(scene, world).units(); }

}  // namespace duly::explain::what_if_parts
