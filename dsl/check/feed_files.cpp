#include "dsl/check/feed_files.hpp"

#include <algorithm>

#include "dsl/base/fold.hpp"
#include "dsl/base/wildcard.hpp"
#include "dsl/check/literals.hpp"

namespace duly::check {
namespace {

using model::MappingKind;
using model::none;
using model::ParentLink;
using model::Type;

class Lowering {
public:
    Lowering(Context& context, Written node) : context_(context), node_(node) {}

    bool run(model::Feed& feed) {
        file_.at = node_.range();
        const auto record_name = node_.child(Kind::name);
        for (const auto& text : node_.children()) {
            if (text.kind() != Kind::text) break;
            file_.patterns.push_back(text.value());
        }
        if (!record_name) return false;
        file_.record = context_.record(record_name);
        if (file_.record == none) return false;
        file_.once = static_cast<bool>(node_.child(Kind::each_once));
        if (const auto holds = node_.child(Kind::holds)) {
            file_.holds = static_cast<model::Holds>(holds.word());
            if (holds[0] && holds[0].kind() == Kind::number) file_.months = whole_of(context_, holds[0]).value_or(0);
            if (holds[0] && holds[0].kind() == Kind::name) latest_of_each(holds[0]);
        }
        for (const auto& clause : node_.children()) {
            switch (clause.kind()) {
                case Kind::mapping: mapping(clause); break;
                case Kind::parent: parent(clause); break;
                case Kind::rows_where: rows_where(clause); break;
                case Kind::ignores:
                    for (const auto& each : clause.children()) {
                        warn_of_star(each);
                        file_.ignores.push_back(column(each));
                    }
                    break;
                default: break;
            }
        }
        required(record_name);
        feed.files.push_back(std::move(file_));
        return true;
    }

private:
    const model::Record& record() const { return context_.rules.records[file_.record]; }

    // A star in quotes means itself, which is seldom meant.
    void warn_of_star(Written node) {
        if (node.kind() == Kind::columns) {
            for (const auto& each : node.children()) warn_of_star(each);
            return;
        }
        if (node.kind() == Kind::like || node.text().empty() || node.text().front() != '"' || node.value().find('*') == std::string::npos) return;
        context_.report(DiagnosticKind::star_without_like, node, quoted(std::string(node.text())) + " names a column whose header has the sign `*`",
                        "did you mean `like " + std::string(node.text()) + "`? A header that has the sign is written in back-ticks");
    }

    static model::ColumnName column(Written node) {
        if (node.kind() == Kind::like) return {node[0].value(), true};
        return {node.value(), false};
    }
    static std::vector<model::ColumnName> columns(Written node) {
        std::vector<model::ColumnName> result;
        for (const auto& each : node.children()) result.push_back(column(each));
        return result;
    }

    static model::ColumnChoice choice(Written node) { return node.kind() == Kind::columns ? columns(node) : model::ColumnChoice{column(node)}; }
    // One part, or several that are joined.
    static std::vector<model::ColumnChoice> parts(Written node) {
        if (node.kind() != Kind::joined_columns) return {choice(node)};
        std::vector<model::ColumnChoice> result;
        for (const auto& each : node.children()) result.push_back(choice(each));
        return result;
    }

    void latest_of_each(Written name) {
        file_.each = context_.field(file_.record, name);
        if (file_.each == none) return;
        const auto& field = record().fields[file_.each];
        if (field.type == Type::choice) return;
        auto& told = context_.report(DiagnosticKind::wrong_type, name, "the latest of each is told apart by a choice, and " + quoted(field.name) + " is a " + std::string(model::name_of(field.type)), "name a choice, or write `holds the latest`");
        context_.label(told, field.at, quoted(field.name) + " is declared here");
        file_.each = none;
    }

    void mapping(Written clause) {
        const auto field_id = context_.field(file_.record, clause[0]);
        if (field_id == none) {
            misspelt_ = true;
            return;
        }
        const auto& field = record().fields[field_id];
        for (const auto& other : file_.mappings) {
            if (other.field != field_id) continue;
            auto& told = context_.report(DiagnosticKind::mapped_twice, clause[0], "the field " + quoted(field.name) + " is given twice in this file", "name the columns in one line: " + quoted(field.name + " is \"A\" or \"B\""));
            context_.label(told, other.at, "first here");
            return;
        }
        model::Mapping mapping;
        mapping.field = field_id;
        mapping.at = clause[0].range();
        source(mapping, field, clause[1]);
        for (std::size_t i = 2; i < clause.size(); ++i) values(mapping, field, clause[i]);
        mapping.if_there = static_cast<bool>(clause.child(Kind::if_there));
        if (mapping.if_there && (field_id == record().by || (field_id == record().key && !told_apart_without_key())))
            context_.report(DiagnosticKind::key_not_mapped, clause.child(Kind::if_there), "without " + quoted(field.name) + " the rows of this file could not be " + (field_id == record().by ? "linked" : "told apart"), "leave out `if there`");
        check_patterns(mapping, field);
        file_.mappings.push_back(std::move(mapping));
    }

    void source(model::Mapping& mapping, const model::Field& field, Written source) {
        switch (source.kind()) {
            case Kind::columns:
                for (const auto& each : source.children()) warn_of_star(each);
                mapping.columns = columns(source);
                break;
            case Kind::joined_columns:
                mapping.kind = MappingKind::joined;
                mapping.parts = parts(source);
                if (field.type != Type::text) need(field, source, Type::text, "joined columns give a text");
                break;
            case Kind::as_year:
                mapping.kind = MappingKind::year_ending;
                mapping.columns = columns(source[0]);
                if (const auto day = day_month_of(context_, source[1])) {
                    mapping.month = day->first;
                    mapping.day = day->second;
                }
                if (field.type != Type::date) need(field, source, Type::date, "a year ending on a day gives a date");
                break;
            case Kind::constant:
                mapping.kind = MappingKind::constant;
                if (const auto value = literal_for(context_, field, source[0])) mapping.constant = *value;
                break;
            default: break;
        }
    }

    void need(const model::Field& field, Written at, Type type, std::string why) {
        auto& told = context_.report(DiagnosticKind::wrong_type, at, why + ", and " + quoted(field.name) + " is a " + std::string(model::name_of(field.type)), "give it to a field of type " + std::string(model::name_of(type)));
        context_.label(told, field.at, quoted(field.name) + " is declared here");
    }

    void values(model::Mapping& mapping, const model::Field& field, Written node) {
        if (node.kind() == Kind::spellings_from) {
            mapping.spellings_from = context_.loader.resolve(context_.path(node), node[0].value());
            return;
        }
        if (node.kind() != Kind::spelling || node.size() < 2) return;
        const auto parts = node.children();
        model::Spelling spelling;
        spelling.at = node.range();
        if (parts.back().kind() == Kind::no_value) {
            spelling.says = parts.back().word() == 0 ? model::Spelling::Says::missing : model::Spelling::Says::blank;
        } else if (const auto value = literal_for(context_, field, parts.back())) {
            spelling.value = *value;
        } else {
            return;
        }
        for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
            const auto text = parts[i].value();
            one_meaning(mapping, spelling, text, parts[i]);
            spelling.texts.push_back(text);
        }
        mapping.spellings.push_back(std::move(spelling));
    }

    // Cells are read without regard to case, blanks and underscores, so no spelling may differ from another in these alone and mean another value.
    void one_meaning(const model::Mapping& mapping, const model::Spelling& spelling, const std::string& text, Written at) {
        const bool pattern = is_wildcard(text);
        for (const auto& other : mapping.spellings)
            for (const auto& before : other.texts) {
                if (before == text) {
                    context_.report(DiagnosticKind::mapped_twice, at, "the spelling " + quoted(text) + " is given two meanings", "keep one of them");
                    return;
                }
                if (pattern != is_wildcard(before) || same_meaning(other, spelling) || (pattern ? fold(before) != fold(text) : squeeze(before) != squeeze(text))) continue;
                auto& told = context_.report(DiagnosticKind::mapped_twice, at, "the spellings " + quoted(before) + " and " + quoted(text) + " are read alike and mean different values",
                                             "keep one of them: case, blanks and underscores make no difference");
                context_.label(told, other.at, quoted(before) + " is here");
                return;
            }
    }

    // Of patterns that are equally long neither comes first, so no text may fit both and mean two things.
    void check_patterns(const model::Mapping& mapping, const model::Field& field) {
        struct Pattern { std::string text, folded; const model::Spelling* spelling; };
        std::vector<Pattern> patterns;
        for (const auto& spelling : mapping.spellings)
            for (const auto& text : spelling.texts)
                if (is_wildcard(text)) patterns.push_back({text, fold(text), &spelling});
        for (std::size_t i = 0; i < patterns.size(); ++i)
            for (std::size_t k = 0; k < i; ++k) {
                const auto &a = patterns[k], &b = patterns[i];
                if (a.folded == b.folded || wildcard_length(a.folded) != wildcard_length(b.folded) || same_meaning(*a.spelling, *b.spelling) || !wildcards_meet(a.folded, b.folded)) continue;
                auto& told = context_.report(DiagnosticKind::mapped_twice, b.spelling->at, "a text may fit both " + quoted(a.text) + " and " + quoted(b.text) + ", which are equally long and mean different values of " + quoted(field.name), "make the one that comes first the longer one");
                context_.label(told, a.spelling->at, quoted(a.text) + " is here");
            }
    }

    static bool same_meaning(const model::Spelling& a, const model::Spelling& b) {
        return a.says == b.says && a.value.number == b.value.number && a.value.text == b.value.text;
    }

    bool told_apart_without_key() const { return record().parent != none && record().orders != none; }

    void parent(Written clause) {
        if (file_.parent.kind != ParentLink::Kind::none) {
            context_.report(DiagnosticKind::repeated_clause, clause, "the parent is given twice", "several fields stand in one line: `whose a is \"A\" and b is \"B\"`");
            return;
        }
        auto& link = file_.parent;
        link.record = context_.record(clause[0]);
        if (link.record == none) return;
        const auto own = record().parent;
        const bool grand = record().by != none && own != none && link.record == context_.rules.records[own].parent;
        if (link.record != own && !grand && (context_.links_lost || context_.record_lost(record().name))) return;
        if (link.record != own && !grand) {
            auto& told = context_.report(DiagnosticKind::feed_parent, clause[0], own == none ? quoted(record().name) + " is `of` no record, so it has no parent" : quoted(record().name) + " is `of` " + quoted(context_.rules.records[own].name) + ", not of " + quoted(context_.rules.records[link.record].name),
                                         own == none ? "leave the line out" : "write `parent is the " + context_.rules.records[own].name + " whose ...`");
            context_.label(told, record().at, quoted(record().name) + " is declared here");
            return;
        }
        if (clause.child(Kind::same_row)) {
            link.kind = ParentLink::Kind::same_row;
            return;
        }
        auto fields_of = link.record;
        auto from = clause;
        std::size_t first = 1;
        if (const auto part = clause.child(Kind::of_part)) {
            link.kind = ParentLink::Kind::of_part;
            link.part = context_.record(part[0]);
            if (link.part == none) return;
            const auto& spell = context_.rules.records[link.record].spell;
            const bool belongs = (spell && spell->part == link.part) || context_.rules.records[link.part].parent == link.record;
            if (!belongs && !context_.links_lost) {
                context_.report(DiagnosticKind::feed_parent, part[0], quoted(context_.rules.records[link.part].name) + " is no part of " + quoted(context_.rules.records[link.record].name), "name a record that is `of` it, or the one that its spell is `from`");
            }
            fields_of = link.part;
            from = part;
        } else {
            link.kind = ParentLink::Kind::by_fields;
        }
        for (std::size_t i = first; i + 1 < from.size(); i += 2) {
            const auto field = context_.field(fields_of, from[i]);
            if (field == none) continue;
            link.fields.push_back(field);
            link.columns.push_back(parts(from[i + 1]));
            const auto& named = context_.rules.records[fields_of].fields[field];
            if (link.columns.back().size() > 1 && named.type != Type::text) need(named, from[i + 1], Type::text, "joined columns give a text");
        }
    }

    void rows_where(Written clause) {
        model::RowFilter filter;
        filter.kind = static_cast<model::RowFilter::Kind>(clause.word());
        filter.columns = choice(clause[0]);
        for (std::size_t i = 1; i < clause.size(); ++i) filter.values.push_back(clause[i].value());
        file_.filters.push_back(std::move(filter));
    }

    // Without these the rows could not be told apart or linked.
    void required(Written at) {
        const auto mapped = [&](model::FieldId field) {
            return std::any_of(file_.mappings.begin(), file_.mappings.end(), [&](const model::Mapping& each) { return each.field == field; });
        };
        const auto& own = record();
        if (context_.record_lost(own.name) || (own.parent != none && context_.record_lost(context_.rules.records[own.parent].name))) return;
        // A broken line may be what is missing.
        std::vector<std::string> names;
        for (const auto& each : node_.children(Kind::error)) {
            const auto words = names_in(each.text());
            names.insert(names.end(), words.begin(), words.end());
        }
        const auto maybe = [&](const std::string& name) { return std::find(names.begin(), names.end(), name) != names.end(); };
        for (const auto field : {own.key, own.by}) {
            if (field == none || mapped(field)) continue;
            // Without a key of its own a row is told apart by its parent and its date.
            if (field == own.key && own.parent != none && own.orders != none && (mapped(own.orders) || maybe(own.fields[own.orders].name))) continue;
            const auto& declared = own.fields[field];
            if (misspelt_ || maybe(declared.name) || lost(node_, {})) continue;
            auto& told = context_.report(DiagnosticKind::key_not_mapped, at, "this file does not give " + quoted(declared.name) + (field == own.key ? ", the key of " : ", the date that links ") + quoted(own.name), "add `" + declared.name + " is` and the name of a column");
            context_.label(told, declared.at, quoted(declared.name) + " is declared here");
        }
        if (own.parent != none && !node_.child(Kind::parent) && !lost(node_, {Kind::parent})) {
            context_.report(DiagnosticKind::feed_parent, at, "this file does not say which " + quoted(context_.rules.records[own.parent].name) + " a " + quoted(own.name) + " belongs to",
                            "add `parent is the " + context_.rules.records[own.parent].name + " whose ... is` and the name of a column");
        }
    }

    Context& context_;
    Written node_;
    model::FeedFile file_;
    bool misspelt_ = false;     // a field that there is not: it may have been meant for one that seems to be missing
};

}  // namespace

void lower_feed_file(Context& context, model::Feed& feed, Written node) { Lowering(context, node).run(feed); }

void check_same_row(Context& context, const model::Feed& feed, Written node) {
    bool all = !lost(node, {Kind::file});
    for (const auto& file : node.children(Kind::file)) {
        all = all && !head_lost(file);
        for (const auto& pattern : file.children(Kind::text)) all = all && !context.told(pattern.range());      // typographic quotes
    }
    if (!all) return;       // it may stand in what could not be read
    for (const auto& file : feed.files) {
        if (file.parent.kind != ParentLink::Kind::same_row) continue;
        bool found = false;
        for (const auto& other : feed.files) {
            const bool same_file = std::any_of(other.patterns.begin(), other.patterns.end(), [&](const std::string& pattern) { return std::find(file.patterns.begin(), file.patterns.end(), pattern) != file.patterns.end(); });
            found = found || (other.record == file.parent.record && same_file);
        }
        if (found) continue;
        for (const auto& block : node.children(Kind::file)) {
            if (!(block.range() == file.at)) continue;
            const auto parent = block.child(Kind::parent);
            const auto& name = context.rules.records[file.parent.record].name;
            context.report(DiagnosticKind::feed_parent, parent, "no other block of this file gives " + quoted(name), "add a block with the same file name that `gives " + name + "`, or link by a field: `whose ... is`");
        }
    }
}

}  // namespace duly::check
