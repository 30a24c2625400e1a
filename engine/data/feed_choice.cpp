#include "engine/data/feed_choice.hpp"

#include <algorithm>
#include <iterator>
#include <memory>

#include "engine/data/text.hpp"

namespace duly::data {

using model::MappingKind;

namespace {

// Underscores stand for blanks in names, since sheets have these and files those.
std::string name_folded(std::string_view text) {
    auto out = std::string(text);
    std::replace(out.begin(), out.end(), '_', ' ');
    return fold(out);
}

// Without `.csv`, `.xlsx` and the like; a pattern that would be nothing but a star stays.
std::string without_ending(const std::string& name) {
    const auto dot = name.rfind('.');
    if (dot == std::string::npos || dot == 0 || name.size() - dot > 8 || name.find_first_of("/ ", dot) != std::string::npos || name.substr(0, dot) == "*") return name;
    return name.substr(0, dot);
}

bool fits(const FoldedName& pattern, const FoldedName& name) {
    return matches_pattern(pattern.whole, name.whole) || matches_pattern(pattern.bare, name.whole) || matches_pattern(pattern.whole, name.bare) || matches_pattern(pattern.bare, name.bare);
}

std::string last_part(const std::string& path) { return path.substr(path.rfind('/') + 1); }

bool asked_for(const model::Feed& feed, const LoadOptions& options) {
    return options.feeds.empty() || std::find(options.feeds.begin(), options.feeds.end(), feed.name) != options.feeds.end();
}

// The name of a table as it is compared with patterns.
struct FoldedTable {
    FoldedName file, table, last, path, in_file;
    bool inside, plain, with_path;
    std::unique_ptr<FoldedTable> whole;     // of a list in a file: as if the list were the whole file

    explicit FoldedTable(const TableName& name) : file(name_folded(name.file)), inside(name.inside()), plain(name.plain) {
        const auto folded = name_folded(name.table);
        table = FoldedName(folded);
        last = FoldedName(last_part(folded));
        path = FoldedName(name_folded(name.path));
        in_file = FoldedName(file.whole + "/" + folded);
        with_path = folded.find('/') != std::string::npos;
        if (name.list.empty()) return;
        TableName bare = name;
        bare.list.clear();
        bare.table = name.table.size() > name.list.size() ? name.table.substr(name.list.size() + 1) : "";
        bare.path = name.path.substr(0, name.path.size() - name.table.size() - (bare.inside() ? 0 : 1)) + bare.table;
        whole = std::make_unique<FoldedTable>(bare);
    }
};

NameFits fit_of(const FoldedPattern& pattern, const FoldedTable& name) {
    if (name.whole && fit_of(pattern, *name.whole) == NameFits::by_table) return NameFits::by_table;
    const auto& wanted = pattern.wanted;
    if (!name.inside) return fits(pattern.last, name.file) && (!pattern.with_path || fits(wanted, name.path) || fits(pattern.anywhere, name.path)) ? NameFits::by_table : NameFits::no;
    if (pattern.with_path) return fits(wanted, name.table) || fits(wanted, name.in_file) ? NameFits::by_table : NameFits::no;
    if (fits(wanted, name.last) || (!name.with_path && fits(wanted, name.table))) return NameFits::by_table;
    return fits(wanted, name.file) && !name.plain ? NameFits::by_file : NameFits::no;
}

}  // namespace

FoldedName::FoldedName(std::string folded) : whole(std::move(folded)), bare(without_ending(whole)) {}

FoldedPattern::FoldedPattern(const std::string& pattern) : wanted(name_folded(pattern)), last(last_part(wanted.whole)), with_path(wanted.whole.find('/') != std::string::npos) {
    if (with_path) anywhere = FoldedName("*/" + wanted.whole);
}

NameFits name_fits(const std::string& pattern, const TableName& name) { return fit_of(FoldedPattern(pattern), FoldedTable(name)); }

std::string written(const std::vector<model::ColumnName>& names) {
    std::string out;
    for (const auto& name : names) out += (out.empty() ? "`" : "` or `") + name.text;
    return out + "`";
}

std::vector<const model::ColumnChoice*> choices_of(const model::Mapping& mapping) {
    std::vector<const model::ColumnChoice*> out;
    for (const auto& part : mapping.parts) out.push_back(&part);
    if (mapping.kind == MappingKind::column || mapping.kind == MappingKind::year_ending) out.push_back(&mapping.columns);
    return out;
}

const model::ColumnChoice* missing_of(const model::Mapping& mapping, const Headers& headers) {
    for (const auto* choice : choices_of(mapping))
        if (headers.find(*choice).empty()) return choice;
    return nullptr;
}

std::vector<std::string> lacking(const model::RuleSet& rules, const model::FeedFile& block, const TableName& name, const Headers& headers, bool sparse) {
    const auto& record = rules.records[block.record];
    std::vector<std::string> out;
    bool any = false;
    const auto ask = [&](const model::ColumnChoice& choice) {
        const bool there = !headers.find(choice).empty();
        any |= there;
        if (!there) out.push_back(written(choice));
    };
    for (const auto& mapping : block.mappings)
        if ((mapping.field == record.key || mapping.field == record.by) && !mapping.if_there)
            for (const auto* choice : choices_of(mapping)) ask(*choice);
    for (const auto& key : block.parent.columns)
        for (const auto& part : key) ask(part);
    if (sparse && any) return {};
    if (!sparse && !name.sparse)
        for (const auto& filter : block.filters) ask(filter.columns);
    return out;
}

bool passes_over(const model::FeedFile& block, const TableName& name, const Headers& headers) {
    if (name.sparse) return false;
    const auto asks_for = [&](const model::ColumnChoice& choice) {
        return std::any_of(block.filters.begin(), block.filters.end(), [&](const auto& filter) { return headers.find(filter.columns).empty() && fold(filter.columns[0].text) == fold(choice[0].text); });
    };
    return std::any_of(block.mappings.begin(), block.mappings.end(), [&](const auto& mapping) {
        const auto* missing = mapping.if_there ? missing_of(mapping, headers) : nullptr;
        return missing && asks_for(*missing);
    });
}

std::set<std::uint32_t> used_columns(const model::FeedFile& block, const Headers& headers) {
    std::set<std::uint32_t> used;
    const auto use = [&](const model::ColumnChoice& choice) {
        for (const auto column : headers.find(choice)) used.insert(column);
    };
    for (const auto& mapping : block.mappings)
        for (const auto* choice : choices_of(mapping)) use(*choice);
    for (const auto& key : block.parent.columns)
        for (const auto& part : key) use(part);
    for (const auto& filter : block.filters) use(filter.columns);
    return used;
}

const model::Feed* ignoring(const model::RuleSet& rules, const TableName& name, const LoadOptions& options, FoldedPatterns& patterns) {
    const FoldedTable table(name);
    for (const auto& feed : rules.feeds) {
        if (!asked_for(feed, options)) continue;
        for (const auto& pattern : feed.ignored_files)
            if (fit_of(patterns.of(pattern), table) != NameFits::no) return &feed;
    }
    return nullptr;
}

namespace {

bool named_by_path(const model::FeedFile& block, const FoldedTable& name, FoldedPatterns& patterns) {
    return std::any_of(block.patterns.begin(), block.patterns.end(), [&](const auto& pattern) { return pattern.find('/') != std::string::npos && fit_of(patterns.of(pattern), name) == NameFits::by_table; });
}

}  // namespace

std::vector<Candidate> candidates_by_name(const model::RuleSet& rules, const TableName& name, const Headers& headers, const LoadOptions& options, FoldedPatterns& patterns) {
    const FoldedTable table(name);
    // A table's own name goes before that of its file.
    auto best = NameFits::no;
    std::vector<NameFits> by_block;
    for (const auto& feed : rules.feeds) {
        if (!asked_for(feed, options)) continue;
        for (const auto& block : feed.files) {
            auto how = NameFits::no;
            for (const auto& pattern : block.patterns) how = std::max(how, fit_of(patterns.of(pattern), table));
            best = std::max(best, how);
            by_block.push_back(how);
        }
    }
    std::vector<Candidate> found;
    std::size_t at = 0;
    for (const auto& feed : rules.feeds) {
        if (best == NameFits::no || !asked_for(feed, options)) continue;
        Candidate candidate{&feed, {}, {}, 0};
        std::set<std::uint32_t> used;
        for (const auto& block : feed.files) {
            const auto how = by_block[at++];
            if (how != best || passes_over(block, name, headers)) continue;
            const bool fits_headers = lacking(rules, block, name, headers, name.sparse && how == NameFits::by_table).empty();
            // A workbook's name speaks for the sheet that holds the records, not for the notes beside it.
            if (how == NameFits::by_file && (!fits_headers || used_columns(block, headers).empty())) continue;
            // A plain value is a column of its row: that it is called as some file is says nothing yet.
            if (name.plain && !fits_headers && !named_by_path(block, table, patterns)) continue;
            (fits_headers ? candidate.fitting : candidate.unfit).push_back(&block);
            if (fits_headers) used.merge(used_columns(block, headers));
        }
        candidate.score = used.size();
        if (!candidate.fitting.empty() || !candidate.unfit.empty()) found.push_back(std::move(candidate));
    }
    return found;
}

namespace {

struct Group { const model::Feed* feed; std::vector<const model::FeedFile*> blocks; };

std::vector<Group> groups_of(const model::RuleSet& rules, const TableName& name, const Headers& headers, const LoadOptions& options) {
    std::vector<Group> groups;
    for (const auto& feed : rules.feeds) {
        if (!asked_for(feed, options)) continue;
        for (const auto& block : feed.files) {
            if (passes_over(block, name, headers)) continue;
            const auto same = std::find_if(groups.begin(), groups.end(), [&](const Group& group) { return group.feed == &feed && group.blocks[0]->patterns == block.patterns; });
            if (same == groups.end()) groups.push_back({&feed, {&block}});
            else same->blocks.push_back(&block);
        }
    }
    return groups;
}

// What a group names, each once; names joined by `or` are one.
std::size_t columns_named(const Group& group, const Headers& headers) {
    std::set<std::string> names;
    for (const auto* block : group.blocks) {
        for (const auto& mapping : block->mappings) {
            if (mapping.if_there && missing_of(mapping, headers)) continue;
            for (const auto* choice : choices_of(mapping)) names.insert(fold(choice->at(0).text));
        }
        for (const auto& key : block->parent.columns)
            for (const auto& part : key) names.insert(fold(part[0].text));
        for (const auto& filter : block->filters) names.insert(fold(filter.columns[0].text));
    }
    return names.size();
}

}  // namespace

HeadersChoice choose_by_headers(const model::RuleSet& rules, const TableName& name, const Headers& headers, const LoadOptions& options) {
    HeadersChoice out;
    std::size_t best = 0, nearest = 0;
    for (const auto& group : groups_of(rules, name, headers, options)) {
        Candidate candidate{group.feed, {}, {}, 0};
        std::set<std::uint32_t> used;
        for (const auto* block : group.blocks) {
            (lacking(rules, *block, name, headers, false).empty() ? candidate.fitting : candidate.unfit).push_back(block);
            used.merge(used_columns(*block, headers));
        }
        std::erase_if(used, [&](std::uint32_t column) { return column >= std::max(name.own, name.within); });   // what stands round a row does not make it one
        candidate.score = used.size();
        const auto named = columns_named(group, headers);
        const bool fits_headers = !candidate.fitting.empty() && candidate.unfit.empty() && used.size() >= 2 && 2 * used.size() > named;
        if (fits_headers && candidate.score >= best) {
            if (candidate.score > best) out.best.clear();
            best = candidate.score;
            out.best.push_back(std::move(candidate));
        } else if (!fits_headers && candidate.score > nearest) {
            nearest = candidate.score;
            std::set<std::string> missing;
            for (const auto* block : group.blocks) {
                for (const auto& mapping : block->mappings)
                    if (const auto* choice = missing_of(mapping, headers); choice && !mapping.if_there) missing.insert(written(*choice));
                for (auto& column : lacking(rules, *block, name, headers, false)) missing.insert(std::move(column));
            }
            std::string words;
            std::size_t shown = 0;
            for (const auto& name : missing)
                if (++shown <= 6) words += (words.empty() ? "" : ", ") + name;
            if (missing.size() > 6) words += " and " + std::to_string(missing.size() - 6) + " more";
            out.nearest = "the nearest is feed `" + group.feed->name + "` for `" + group.blocks[0]->patterns[0] + "`, which finds " + std::to_string(nearest) + " of its columns here and not " + words;
        }
    }
    return out;
}

bool list_passed_over(const model::RuleSet& rules, const std::string& path, const std::vector<std::string>& passed_over, const LoadOptions& options,
                      std::vector<Diagnostic>& quality) {
    if (passed_over.empty()) return false;
    FoldedPatterns patterns;
    const auto named = [&](const std::string& file) {
        const FoldedTable name(TableName{std::string(file_name(file)), {}, file});
        for (const auto& feed : rules.feeds)
            for (const auto& block : feed.files)
                for (const auto& pattern : block.patterns)
                    if (asked_for(feed, options) && fit_of(patterns.of(pattern), name) != NameFits::no) return true;
        return false;
    };
    std::vector<std::string> missed;
    std::copy_if(passed_over.begin(), passed_over.end(), std::back_inserter(missed), named);
    const auto& shown = missed.empty() ? passed_over : missed;
    std::string words;
    for (std::size_t i = 0; i < shown.size() && i < 4; ++i) words += (i ? ", `" : "`") + shown[i] + "`";
    if (shown.size() > 4) words += " and " + std::to_string(shown.size() - 4) + " more";
    Place place;
    place.file = path;
    auto told = make_diagnostic(DiagnosticKind::folder_not_read, place, "folders in a data folder are not read, and there " + std::string(shown.size() == 1 ? "stands " : "stand ") + words +
                                    (missed.empty() ? "" : shown.size() == 1 ? ", which a feed names" : ", which feeds name"),
                                "name the folder by a `--data` of its own, or move its files up or elsewhere");
    told.count = shown.size();
    if (missed.empty()) told.severity = Severity::note;
    quality.push_back(std::move(told));
    return !missed.empty();
}

}  // namespace duly::data
