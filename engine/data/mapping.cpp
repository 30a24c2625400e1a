#include "engine/data/mapping.hpp"

#include <algorithm>
#include <set>

#include "engine/data/feed_choice.hpp"
#include "engine/data/text.hpp"

namespace duly::data {

std::uint32_t Headers::find(const model::ColumnName& name) const {
    const auto wanted = fold(name.text);
    for (std::uint32_t i = 0; i < folded.size(); ++i)
        if (name.like ? matches_pattern(wanted, folded[i]) : folded[i] == wanted) return i;
    if (list.empty() || (!wanted.starts_with("row/") && wanted != "row number")) return no_column;
    const auto own = list + wanted.substr(3);
    for (std::uint32_t i = 0; i < folded.size(); ++i)
        if (name.like ? matches_pattern(own, folded[i]) : folded[i] == own) return i;
    return no_column;
}

Columns Headers::find(const model::ColumnChoice& names) const {
    Columns columns;
    for (const auto& name : names) {
        const auto column = find(name);
        if (column != no_column && std::find(columns.begin(), columns.end(), column) == columns.end()) columns.push_back(column);
    }
    return columns;
}

namespace {

Place whole(const TableName& name) {
    Place place;
    place.file = name.path;
    return place;
}

void list_unfit(const model::RuleSet& rules, const TableName& name, const Headers& headers, const Candidate& candidate, Quality& quality) {
    for (const auto* block : candidate.unfit) {
        std::string columns;
        for (const auto& column : lacking(rules, *block, name, headers, name.sparse)) columns += (columns.empty() ? "" : ", ") + column;
        auto place = whole(name);
        place.line = name.header_line;
        quality.list(DiagnosticKind::required_column, place,
                     "feed `" + candidate.feed->name + "` cannot read `" + rules.records[block->record].name + "` from this file without the column " + columns,
                     "export the column, or name it as it stands here with `or` in the feed");
    }
}

// Fields that are read: those asked for, and what links and order need.
bool is_needed(const model::RuleSet& rules, RecordId id, FieldId field, const LoadOptions& options) {
    if (options.needed.empty() || (id < options.needed.size() && field < options.needed[id].size() && options.needed[id][field])) return true;
    const auto& record = rules.records[id];
    if (field == record.key || field == record.orders || field == record.by || field == record.span_from || field == record.span_to) return true;
    if (record.key == model::none && (record.orders != model::none || record.span_from != model::none)) return true;     // all that tells two rows apart
    for (const auto& other : record.fields)
        if (other.with == field) return true;
    for (const auto& spell : rules.records)
        if (spell.spell && spell.spell->part == id && spell.spell->where != model::none) return true;
    for (const auto& feed : rules.feeds)
        for (const auto& block : feed.files) {
            const auto target = block.parent.kind == model::ParentLink::Kind::of_part ? block.parent.part : block.parent.record;
            if (target == id && std::find(block.parent.fields.begin(), block.parent.fields.end(), field) != block.parent.fields.end()) return true;
        }
    return false;
}

BlockPlan plan_block(const model::RuleSet& rules, const Candidate& chosen, const model::FeedFile& block, const TableName& name, const Headers& headers,
                     const LoadOptions& options, Quality& quality, FileMapping& mapping_shown) {
    BlockPlan plan;
    plan.block = &block;
    const auto& record = rules.records[block.record];
    mapping_shown = {name.path, chosen.feed->name, record.name, {}, {}, {}};
    for (const auto& mapping : block.mappings) {
        const auto& field = record.fields[mapping.field];
        if (const auto* missing = name.sparse ? nullptr : missing_of(mapping, headers)) {
            mapping_shown.missing_fields.push_back(field.name);
            if (mapping.if_there) continue;
            auto place = whole(name);
            place.line = name.header_line;
            place.field = field.name;
            quality.list(DiagnosticKind::missing_column, place, "the file has no column " + written(*missing) + ", so `" + record.name + "." + field.name + "` is missing",
                         "export the column, or name it as it stands here with `or` in the feed");
            continue;
        }
        Columns columns = headers.find(mapping.columns);
        std::vector<Columns> parts;
        for (const auto& part : mapping.parts) {
            parts.push_back(headers.find(part));
            if (!parts.back().empty()) columns.push_back(parts.back()[0]);
        }
        for (const auto column : columns) mapping_shown.matched.emplace_back(field.name, headers.texts[column]);
        if (!is_needed(rules, block.record, mapping.field, options)) continue;
        std::shared_ptr<const Spellings> spellings;
        const auto more = mapping.spellings_from.empty() ? std::vector<std::pair<std::string, Meaning>>{}
                                                         : read_spellings(rules, *chosen.feed, mapping, field, options, quality);
        auto own = std::make_shared<Spellings>(field, mapping, more);
        if (!own->empty()) spellings = std::move(own);
        plan.fields.push_back({mapping.field, &mapping, std::move(columns), std::move(parts), std::move(spellings), field.type == model::Type::text ? std::make_shared<KeptTexts>() : nullptr});
    }
    for (const auto& filter : block.filters) plan.filters.push_back({headers.find(filter.columns), &filter});
    for (const auto& key : block.parent.columns) {
        auto& parts = plan.keys.emplace_back();
        for (const auto& part : key) parts.push_back(headers.find(part));
    }
    return plan;
}

std::vector<std::string> unmatched(const Candidate& chosen, const TableName& name, const Headers& headers) {
    std::set<std::uint32_t> used;
    for (const auto* blocks : {&chosen.fitting, &chosen.unfit})
        for (const auto* block : *blocks) {
            used.merge(used_columns(*block, headers));
            for (const auto& ignored : block->ignores)
                for (std::uint32_t i = 0; i < headers.texts.size(); ++i)
                    if (ignored.like ? matches_pattern(fold(ignored.text), headers.folded[i]) : fold(ignored.text) == headers.folded[i]) used.insert(i);
        }
    std::vector<std::string> out;
    for (std::uint32_t i = 0; i < headers.texts.size() && i < name.own; ++i)
        if (!used.contains(i) && !headers.folded[i].empty()) out.push_back(headers.texts[i]);
    return out;
}

// The blocks that read the table; none when that cannot be told, which is listed.
Candidate choose(const model::RuleSet& rules, const TableName& name, const Headers& headers, const LoadOptions& options, FoldedPatterns& patterns, Quality& quality, FilePlan& plan,
                 bool& left_out) {
    auto found = candidates_by_name(rules, name, headers, options, patterns);
    const Candidate* chosen = nullptr;
    for (const auto& candidate : found)
        if (!candidate.fitting.empty() && (!chosen || candidate.score > chosen->score)) chosen = &candidate;
    if (!chosen) plan.ignored_by = ignoring(rules, name, options, patterns);
    if (plan.ignored_by) return {};
    if (!chosen)
        for (const auto& candidate : found) list_unfit(rules, name, headers, candidate, quality);
    else list_unfit(rules, name, headers, *chosen, quality);
    left_out |= chosen ? !chosen->unfit.empty() : !found.empty();
    if (chosen) return *chosen;
    if (!found.empty() || name.plain) return {};
    auto by_headers = choose_by_headers(rules, name, headers, options);
    plan.nearest = by_headers.nearest;
    if (by_headers.best.empty()) return {};
    std::string feeds;
    for (const auto& one : by_headers.best) feeds += (feeds.empty() ? "`" : ", `") + one.feed->name + "` for `" + one.fitting[0]->patterns[0] + "`";
    auto place = whole(name);
    place.line = name.header_line;
    if (by_headers.best.size() > 1) {
        left_out = true;
        plan.told = true;
        quality.list(DiagnosticKind::feed_not_told, place, "the headers fit several feeds equally well (" + feeds + "), so none takes it", "name the file as one of them expects, or say which with `--feed`");
        return {};
    }
    plan.by_headers = true;
    quality.list(DiagnosticKind::taken_by_headers, place, "taken by its headers, since no feed knows its name: feed " + feeds, "name it so, or add its name to the feed's `file` line");
    return by_headers.best[0];
}

// What is written as dates is known to be dates, in whatever form the feed expects texts.
std::vector<model::DateFormat> forms_of(const model::Feed& feed, const TableName& name) {
    auto forms = feed.dates;
    if (!name.typed || forms.empty()) return forms;
    using Order = model::DateFormat::Order;
    const auto same = std::find_if(forms.begin(), forms.end(), [](const auto& form) { return form.order == Order::year_month_day && form.separator == '-'; });
    if (same != forms.end()) same->with_time = true;
    else forms.push_back({Order::year_month_day, '-', true, "yyyy-mm-dd"});
    return forms;
}

}  // namespace

FilePlan choose_feed(const model::RuleSet& rules, const TableName& name, Headers headers, const LoadOptions& options, FoldedPatterns& patterns, Quality& quality,
                     std::vector<FileMapping>& mappings, bool& left_out) {
    FilePlan plan;
    const auto before = quality.size();
    const auto chosen = choose(rules, name, headers, options, patterns, quality, plan, left_out);
    plan.told |= !plan.by_headers && quality.size() > before;
    if (!chosen.feed) {
        plan.headers = std::move(headers);
        return plan;
    }
    plan.feed = chosen.feed;
    plan.dates = std::make_shared<DateReader>(forms_of(*chosen.feed, name), rules.zone);
    plan.markers = std::make_shared<Markers>(*chosen.feed);
    auto blocks = chosen.fitting;
    std::stable_sort(blocks.begin(), blocks.end(), [](const auto* a, const auto* b) { return a->record < b->record; });
    const auto first_mapping = mappings.size();
    for (const auto* block : blocks) {
        mappings.emplace_back();
        plan.blocks.push_back(plan_block(rules, chosen, *block, name, headers, options, quality, mappings.back()));
        mappings.back().by_headers = plan.by_headers;
    }
    for (auto& block : plan.blocks)
        if (block.block->parent.kind == model::ParentLink::Kind::same_row)
            for (std::uint32_t i = 0; i < plan.blocks.size(); ++i)
                if (plan.blocks[i].block->record == block.block->parent.record) block.same_row_block = i;
    auto& spare = mappings[first_mapping].unmatched_headers;
    spare = unmatched(chosen, name, headers);
    if (!spare.empty()) {
        std::string names;
        for (std::size_t i = 0; i < spare.size() && i < 8; ++i) names += (i ? ", `" : "`") + spare[i] + "`";
        if (spare.size() > 8) names += " and " + std::to_string(spare.size() - 8) + " more";
        auto place = whole(name);
        place.line = name.header_line;
        quality.count(DiagnosticKind::unmatched_columns, place, "feed `" + chosen.feed->name + "` does not mention the columns " + names,
                      "map them, or say `ignores` in the feed", spare.size());
    }
    plan.headers = std::move(headers);
    return plan;
}

}  // namespace duly::data
