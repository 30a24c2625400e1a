#include "engine/data/mapping.hpp"

#include <algorithm>
#include <set>

#include "engine/data/text.hpp"

namespace duly::data {

std::uint32_t Headers::find(const model::ColumnName& name) const {
    const auto wanted = fold(name.text);
    for (std::uint32_t i = 0; i < folded.size(); ++i)
        if (name.like ? matches_pattern(wanted, folded[i]) : folded[i] == wanted) return i;
    return no_column;
}

std::uint32_t Headers::find(const std::vector<model::ColumnName>& names) const {
    for (const auto& name : names)
        if (const auto found = find(name); found != no_column) return found;
    return no_column;
}

namespace {

using model::MappingKind;

bool name_fits(const model::FeedFile& block, const InputFile& file) {
    const auto name = fold(file_name(file.path));
    return std::any_of(block.patterns.begin(), block.patterns.end(), [&](const std::string& pattern) { return matches_pattern(fold(file_name(pattern)), name); });
}

std::string written(const std::vector<model::ColumnName>& names) {
    std::string out;
    for (const auto& name : names) out += (out.empty() ? "`" : "` or `") + name.text;
    return out + "`";
}

std::vector<std::uint32_t> columns_of(const model::Mapping& mapping, const Headers& headers) {
    std::vector<std::uint32_t> columns;
    if (mapping.kind == MappingKind::joined) {
        for (const auto& name : mapping.columns) columns.push_back(headers.find(name));
    } else if (mapping.kind != MappingKind::constant) {
        columns.push_back(headers.find(mapping.columns));
        // Further names that the file has too are looked at where the first is blank; a pattern is only a way to find one.
        for (const auto& name : mapping.columns) {
            const auto column = name.like || columns[0] == no_column ? no_column : headers.find(name);
            if (column != no_column && std::find(columns.begin(), columns.end(), column) == columns.end()) columns.push_back(column);
        }
    }
    return columns;
}

bool any_missing(const std::vector<std::uint32_t>& columns) { return std::find(columns.begin(), columns.end(), no_column) != columns.end(); }

// Columns that the block cannot do without and that are not there.
std::vector<std::string> lacking(const model::RuleSet& rules, const model::FeedFile& block, const Headers& headers) {
    const auto& record = rules.records[block.record];
    std::vector<std::string> out;
    for (const auto& mapping : block.mappings)
        if ((mapping.field == record.key || mapping.field == record.by) && any_missing(columns_of(mapping, headers))) out.push_back(written(mapping.columns));
    for (const auto& name : block.parent.columns)
        if (headers.find(name) == no_column) out.push_back(written({name}));
    for (const auto& filter : block.filters)
        if (headers.find(filter.column) == no_column) out.push_back(written({filter.column}));
    return out;
}

std::set<std::uint32_t> used_columns(const model::FeedFile& block, const Headers& headers) {
    std::set<std::uint32_t> used;
    for (const auto& mapping : block.mappings)
        for (const auto column : columns_of(mapping, headers)) used.insert(column);
    for (const auto& name : block.parent.columns) used.insert(headers.find(name));
    for (const auto& filter : block.filters) used.insert(headers.find(filter.column));
    used.erase(no_column);
    return used;
}

struct Candidate { const model::Feed* feed = nullptr; std::vector<const model::FeedFile*> fitting, unfit; std::size_t score = 0; };

std::vector<Candidate> candidates(const model::RuleSet& rules, const InputFile& file, const Headers& headers, const LoadOptions& options) {
    std::vector<Candidate> found;
    for (const auto& feed : rules.feeds) {
        if (!options.feeds.empty() && std::find(options.feeds.begin(), options.feeds.end(), feed.name) == options.feeds.end()) continue;
        Candidate candidate{&feed, {}, {}, 0};
        std::set<std::uint32_t> used;
        for (const auto& block : feed.files) {
            if (!name_fits(block, file)) continue;
            (lacking(rules, block, headers).empty() ? candidate.fitting : candidate.unfit).push_back(&block);
            if (candidate.fitting.empty() || candidate.fitting.back() != &block) continue;
            used.merge(used_columns(block, headers));
        }
        candidate.score = used.size();
        if (!candidate.fitting.empty() || !candidate.unfit.empty()) found.push_back(std::move(candidate));
    }
    return found;
}

Place whole(const InputFile& file) {
    Place place;
    place.file = file.path;
    return place;
}

void list_unfit(const model::RuleSet& rules, const InputFile& file, const Headers& headers, const Candidate& candidate, Quality& quality) {
    for (const auto* block : candidate.unfit) {
        std::string columns;
        for (const auto& name : lacking(rules, *block, headers)) columns += (columns.empty() ? "" : ", ") + name;
        auto place = whole(file);
        place.line = 1;
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

BlockPlan plan_block(const model::RuleSet& rules, const Candidate& chosen, const model::FeedFile& block, const InputFile& file, const Headers& headers,
                     const LoadOptions& options, Quality& quality, FileMapping& mapping_shown) {
    BlockPlan plan;
    plan.block = &block;
    const auto& record = rules.records[block.record];
    mapping_shown = {file.path, chosen.feed->name, record.name, {}, {}, {}};
    for (const auto& mapping : block.mappings) {
        const auto& field = record.fields[mapping.field];
        auto columns = columns_of(mapping, headers);
        if (any_missing(columns)) {
            mapping_shown.missing_fields.push_back(field.name);
            auto place = whole(file);
            place.line = 1;
            place.field = field.name;
            quality.list(DiagnosticKind::missing_column, place, "the file has no column " + written(mapping.columns) + ", so `" + record.name + "." + field.name + "` is missing",
                         "export the column, or name it as it stands here with `or` in the feed");
            continue;
        }
        for (const auto column : columns) mapping_shown.matched.emplace_back(field.name, headers.texts[column]);
        if (!is_needed(rules, block.record, mapping.field, options)) continue;
        std::shared_ptr<const Spellings> spellings;
        const auto more = mapping.spellings_from.empty() ? std::vector<std::pair<std::string, model::Literal>>{}
                                                         : read_spellings(rules, *chosen.feed, mapping, field, options, quality);
        auto own = std::make_shared<Spellings>(field, mapping, more);
        if (!own->empty()) spellings = std::move(own);
        plan.fields.push_back({mapping.field, &mapping, std::move(columns), std::move(spellings)});
    }
    for (const auto& filter : block.filters) plan.filters.push_back({headers.find(filter.column), &filter});
    for (const auto& name : block.parent.columns) plan.link_columns.push_back(headers.find(name));
    return plan;
}

std::vector<std::string> unmatched(const Candidate& chosen, const InputFile& file, const Headers& headers) {
    std::set<std::uint32_t> used;
    for (const auto& block : chosen.feed->files) {
        if (!name_fits(block, file)) continue;
        used.merge(used_columns(block, headers));
        for (const auto& name : block.ignores)
            for (std::uint32_t i = 0; i < headers.texts.size(); ++i)
                if (name.like ? matches_pattern(fold(name.text), headers.folded[i]) : fold(name.text) == headers.folded[i]) used.insert(i);
    }
    std::vector<std::string> out;
    for (std::uint32_t i = 0; i < headers.texts.size(); ++i)
        if (!used.contains(i) && !headers.folded[i].empty()) out.push_back(headers.texts[i]);
    return out;
}

}  // namespace

FilePlan choose_feed(const model::RuleSet& rules, const InputFile& file, Headers headers, const LoadOptions& options, Quality& quality,
                     std::vector<FileMapping>& mappings, bool& left_out) {
    FilePlan plan;
    plan.file = &file;
    const auto found = candidates(rules, file, headers, options);
    const Candidate* chosen = nullptr;
    for (const auto& candidate : found)
        if (!candidate.fitting.empty() && (!chosen || candidate.score > chosen->score)) chosen = &candidate;
    if (!chosen) {
        for (const auto& candidate : found) list_unfit(rules, file, headers, candidate, quality);
        left_out |= !found.empty();
        if (found.empty())
            quality.list(DiagnosticKind::no_feed_fits, whole(file), "no feed reads a file of this name", "add a `file` line to a feed, or move the file elsewhere");
        mappings.push_back({file.path, {}, {}, {}, headers.texts, {}});
        return plan;
    }
    list_unfit(rules, file, headers, *chosen, quality);
    left_out |= !chosen->unfit.empty();
    plan.feed = chosen->feed;
    plan.dates = std::make_shared<DateReader>(chosen->feed->dates);
    plan.markers = std::make_shared<Markers>(*chosen->feed);
    auto blocks = chosen->fitting;
    std::stable_sort(blocks.begin(), blocks.end(), [](const auto* a, const auto* b) { return a->record < b->record; });
    const auto first_mapping = mappings.size();
    for (const auto* block : blocks) {
        mappings.emplace_back();
        plan.blocks.push_back(plan_block(rules, *chosen, *block, file, headers, options, quality, mappings.back()));
    }
    for (auto& block : plan.blocks)
        if (block.block->parent.kind == model::ParentLink::Kind::same_row)
            for (std::uint32_t i = 0; i < plan.blocks.size(); ++i)
                if (plan.blocks[i].block->record == block.block->parent.record) block.same_row_block = i;
    auto& spare = mappings[first_mapping].unmatched_headers;
    spare = unmatched(*chosen, file, headers);
    if (!spare.empty()) {
        std::string names;
        for (std::size_t i = 0; i < spare.size() && i < 8; ++i) names += (i ? ", `" : "`") + spare[i] + "`";
        if (spare.size() > 8) names += " and " + std::to_string(spare.size() - 8) + " more";
        auto place = whole(file);
        place.line = 1;
        quality.count(DiagnosticKind::unmatched_columns, place, "feed `" + chosen->feed->name + "` does not mention the columns " + names,
                      "map them, or say `ignores` in the feed", spare.size());
    }
    plan.headers = std::move(headers);
    return plan;
}

}  // namespace duly::data
