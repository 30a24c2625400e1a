// load(): the list of steps from files to a dataset.
#include "engine/data/load.hpp"

#include <algorithm>
#include <set>

#include "engine/data/bytes.hpp"
#include "engine/data/csv_start.hpp"
#include "engine/data/feed_choice.hpp"
#include "engine/data/memory_need.hpp"
#include "engine/data/merge.hpp"
#include "engine/data/readers/source_table.hpp"
#include "engine/data/reading.hpp"
#include "engine/data/row_texts.hpp"
#include "engine/data/text.hpp"

namespace duly::data {
namespace {

Place at_line(const InputFile& file, std::uint32_t line) {
    Place place;
    place.file = file.path;
    place.line = line;
    return place;
}

template <typename Texts>
Headers read_headers(const TableName& name, bool sheet, const Texts& cells, Quality& quality) {
    Headers headers;
    headers.list = fold(name.list);
    std::set<std::string> seen;
    for (const std::string_view cell : cells) {
        headers.texts.emplace_back(trim_blanks(cell));
        headers.folded.push_back(fold(cell));
        if (headers.folded.back().empty() || seen.insert(headers.folded.back()).second) continue;
        Place place;
        place.file = name.path;
        const RowPlaces places{{}, name.header_line, sheet};
        set_place(place, &places, 1, static_cast<std::uint32_t>(headers.texts.size()));
        place.field = headers.texts.back();
        quality.list(DiagnosticKind::duplicate_header, place, "two columns have the header `" + headers.texts.back() + "`, the first is used", "give each column a header of its own");
    }
    return headers;
}

class Loading {
public:
    Loading(const model::RuleSet& rules, const std::vector<InputFile>& files, const LoadOptions& options) : rules_(rules), files_(files), options_(options), builder_(rules) {}

    LoadedData run() {
        for (const auto& name : options_.feeds)
            if (rules_.feed(name) == model::none) {
                quality_.list(DiagnosticKind::unknown_feed, {}, "no feed has the name `" + name + "`", "name a feed of the rule files");
                loaded_.left_out = true;
            }
        for (const auto& file : files_) {
            content_ = std::make_shared<FileContent>(FileContent{file.path, file.bytes, file.owner, file.stamp});
            const auto before = builder_.files();
            open(file);
            for (auto number = before; number < builder_.files(); ++number) builder_.file(number).content = content_;
        }
        list_nothing_taken();
        if (needs_too_much()) return std::move(loaded_);
        read();
        keep_texts();
        builder_.set_threads(options_.threads);
        if (options_.as_of) builder_.set_as_of(*options_.as_of);
        builder_.set_conditions(options_.conditions);
        loaded_.quality = quality_.take();
        loaded_.dataset = builder_.finish(loaded_.quality);
        return std::move(loaded_);
    }

private:
    const model::RuleSet& rules_;
    const std::vector<InputFile>& files_;
    const LoadOptions& options_;
    DatasetBuilder builder_;
    Quality quality_;
    FoldedPatterns patterns_;
    LoadedData loaded_;

    std::shared_ptr<FileContent> content_;
    std::optional<KnownHeaders> known_headers_;
    std::deque<Opened> opened_;
    std::uint32_t numbered_ = 0;

    const KnownHeaders& known_headers() {
        if (!known_headers_) known_headers_.emplace(rules_, options_);
        return *known_headers_;
    }

    void open(const InputFile& file) {
        const auto kind = recognise(file);
        const auto allowed = options_.unfolds_to + options_.unfolds_times * file.bytes.size();
        const ReadContext context{file, quality_, allowed, numbered_, loaded_.left_out, known_headers()};
        switch (kind.kind) {
            case FileKind::text: return open_csv(file);
            case FileKind::xml:
            case FileKind::json: {
                const auto text = clean_text(file, options_.threads, quality_);
                const auto told = quality_.size();
                return open_tables(file, kind.kind == FileKind::xml ? read_xml(context, text.text) : read_json(context, text.text), told, true);
            }
            case FileKind::workbook:
            case FileKind::database: {
                const auto told = quality_.size();
                return open_tables(file, kind.kind == FileKind::workbook ? read_workbook(context) : read_database(context), told);
            }
            case FileKind::other:
                loaded_.left_out |= kind.data;
                quality_.list(DiagnosticKind::file_kind, at_line(file, 0), "the file is " + kind.what + ", which cannot be read", kind.help);
        }
    }

    // `sparse`: what is blank in all rows stands nowhere.
    void open_tables(const InputFile& file, const std::vector<SourceTable>& tables, std::size_t told_before, bool sparse = false) {
        if (tables.empty()) {
            builder_.add_file({file.path, file.bytes.size(), 0, 0, {}});
            if (quality_.size() == told_before) quality_.list(DiagnosticKind::data_file_empty, at_line(file, 0), "the file holds no rows", "check that the export ran whole");
            return;
        }
        std::vector<std::string> not_taken;
        std::string nearest;
        bool any = false, told = false;
        std::vector<Several> several;
        std::set<std::string> taken;
        for (const auto& table : tables) {
            TableName name{std::string(file_name(file.path)), table.name, table.name.empty() ? file.path : file.path + "/" + table.name, table.header_line, table.own, table.plain, table.typed, sparse, table.within, table.list};
            const auto headers = read_headers(name, table.header_line > 0, table.headers, quality_);
            auto plan = choose_feed(rules_, name, headers, options_, patterns_, quality_, loaded_.mappings, loaded_.left_out);
            if (plan.feed) {
                any = true;
                open_table(file, table, name, std::move(plan), several);
                taken.insert(table.name);
                continue;
            }
            if (plan.ignored_by && !table.plain) {
                any = true;
                ignored(name.path, file, *plan.ignored_by);
            }
            told |= plan.told;
            if (plan.told || plan.ignored_by || table.plain || table.own == 0) continue;
            not_taken.push_back(table.name.empty() ? "row" : table.name);
            if (nearest.empty()) nearest = plan.nearest;
        }
        list_several(several, taken);
        if (any) return list_not_taken(file, not_taken);
        builder_.add_file({file.path, file.bytes.size(), 0, 0, {}});
        loaded_.mappings.push_back({file.path, {}, {}, {}, {}, {}});
        if (!told) list_no_feed(file, nearest, true);
    }

    // Told before anything is read, since a machine that runs out of memory tells nothing.
    bool needs_too_much() {
        std::vector<SizedFile> taken;
        for (const auto& file : opened_)
            if (file.plan.feed) taken.push_back({file.plan.path, file.text.text.size()});
        const auto needed = memory_of_rows(taken);
        if (!options_.memory || needed <= options_.memory) return false;
        loaded_.quality = {no_memory(std::move(taken), needed, options_.memory)};
        return true;
    }

    // Data of which nothing is read is not the same as none.
    void list_nothing_taken() {
        const bool taken = std::any_of(loaded_.mappings.begin(), loaded_.mappings.end(), [](const auto& one) { return !one.feed.empty() && !one.ignored; });
        if (taken || files_.empty()) return;
        loaded_.left_out = true;
        if (quality_.size() == 0) quality_.list(DiagnosticKind::no_feed_fits, {}, "no feed reads anything from these files", "check the path of the data, or add a `file` line to a feed");
    }

    void ignored(const std::string& path, const InputFile& file, const model::Feed& feed) {
        builder_.add_file({path, file.bytes.size(), 0, 0, feed.name});
        auto& shown = loaded_.mappings.emplace_back();
        shown.file = path;
        shown.feed = feed.name;
        shown.ignored = true;
    }

    void list_several(std::vector<Several>& several, const std::set<std::string>& taken) {
        for (auto& one : several) {
            if (taken.contains(one.table)) continue;
            auto message = "`" + one.place.field + "` stands " + std::to_string(one.times) + " times in one row, the first is used";
            quality_.list(DiagnosticKind::repeated_name, std::move(one.place), std::move(message), "leave one of them in the source system, or read each by a `file` line for `" + one.table + "`");
        }
    }

    void list_not_taken(const InputFile& file, const std::vector<std::string>& names) {
        if (names.empty()) return;
        std::string shown;
        for (std::size_t i = 0; i < names.size() && i < 8; ++i) shown += (i ? ", `" : "`") + names[i] + "`";
        if (names.size() > 8) shown += " and " + std::to_string(names.size() - 8) + " more";
        quality_.count(DiagnosticKind::table_not_taken, at_line(file, 0), "no feed takes " + shown + " of this file", "add a `file` line to a feed if something in them is needed", names.size());
    }

    void list_no_feed(const InputFile& file, const std::string& nearest, bool tables) {
        quality_.list(DiagnosticKind::no_feed_fits, at_line(file, 0),
                      std::string(tables ? "no feed reads a table of this file" : "no feed reads a file of this name") + (nearest.empty() ? "" : " or with these headers; " + nearest),
                      "add a `file` line to a feed, or move the file elsewhere");
    }

    void open_table(const InputFile& file, const SourceTable& table, const TableName& name, FilePlan plan, std::vector<Several>& several) {
        std::vector<bool> wanted(table.headers.size());
        const auto want = [&](const Columns& columns) {
            for (const auto column : columns) wanted[column] = true;
        };
        for (const auto& block : plan.blocks) {
            for (const auto& field : block.fields) want(field.columns);
            for (const auto& field : block.fields)
                for (const auto& part : field.parts) want(part);
            for (const auto& filter : block.filters) want(filter.columns);
            for (const auto& key : block.keys)
                for (const auto& part : key) want(part);
        }
        // A row that is there shows by its number, also where nothing else in it is wanted.
        for (std::size_t c = 0; c < wanted.size(); ++c) wanted[c] = wanted[c] || table.headers[c].ends_with(" number");
        auto read = table.read(wanted);
        several.insert(several.end(), std::make_move_iterator(read.several.begin()), std::make_move_iterator(read.several.end()));
        if (!read.obstacle.empty()) {
            loaded_.left_out = true;
            auto place = at_line(file, read.places.lines.empty() ? 0 : read.places.lines.back());
            place.file = name.path;
            quality_.list(DiagnosticKind::file_broken, place, read.obstacle + ", so it is left out from here on", "export the table as CSV");
        }
        const auto text = std::make_shared<const std::string>(std::move(read.text));
        auto& out = opened_.emplace_back();
        out.text = {*text, text, false, row_end, text->size()};
        out.file = &file;
        out.shape = {field_end, row_end, false};
        out.cuts = cut_rows(*text, out.shape, chunk_bytes(text->size()));
        builder_.keep(text);
        out.plan = std::move(plan);
        out.plan.path = name.path;
        out.plan.places = std::make_shared<const RowPlaces>(std::move(read.places));
        use(out, {name.path, file.bytes.size(), 0, 0, {}, out.plan.places});
    }

    void open_csv(const InputFile& file) {
        auto& out = opened_.emplace_back();
        out.text = clean_text(file, options_.threads, quality_, true);
        out.file = &file;
        out.content = content_;
        builder_.keep(out.text.owner);
        const InputFileInfo info{file.path, file.bytes.size(), 0, 0, {}};
        if (trim_blanks(out.text.text).empty()) {
            builder_.add_file(info);
            quality_.list(DiagnosticKind::data_file_empty, at_line(file, 0), "the file is empty", "export it again");
            return;
        }
        auto start = csv_start(out.text, known_headers(), chunk_bytes(out.text.text.size()), content_.get());
        if (start.looked_at > out.text.looked_at) {     // longer than is known of it
            look_at_rest_of(out);
            start = csv_start(out.text, known_headers(), chunk_bytes(out.text.text.size()), content_.get());
        }
        out.shape = start.shape;
        out.cuts = std::move(start.cuts);
        loaded_.left_out |= list_open_quote(out, quality_);
        if (start.headers.empty()) {
            builder_.add_file(info);
            if (!out.cuts.open_quote) quality_.list(DiagnosticKind::data_file_empty, at_line(file, 0), "the file is empty", "export it again");
            return;
        }
        out.first_row = start.first_row;
        out.header_lines = start.lines;
        TableName name{std::string(file_name(file.path)), {}, file.path};
        name.header_line = start.header_line;
        if (start.titles)
            quality_.list(DiagnosticKind::header_row, at_line(file, start.header_line), "this row was taken as the header, and what stands above it was passed over", "if that is wrong, delete the rows above the header");
        out.plan = choose_feed(rules_, name, read_headers(name, false, start.headers, quality_), options_, patterns_, quality_, loaded_.mappings, loaded_.left_out);
        out.plan.path = file.path;
        if (!out.plan.feed && !out.text.whole()) look_at_rest_of(out);       // nobody else will
        if (out.plan.ignored_by) return ignored(file.path, file, *out.plan.ignored_by);
        if (!out.plan.feed) {
            loaded_.mappings.push_back({file.path, {}, {}, {}, out.plan.headers.texts, {}});
            if (!out.plan.told) list_no_feed(file, out.plan.nearest, false);
        }
        use(out, info);
    }

    void look_at_rest_of(Opened& out) {
        look_at_rest(out.text, *out.file, options_.threads, quality_);
        builder_.keep(out.text.owner);
    }

    // What the blocks of its feed say of the records.
    void use(Opened& out, InputFileInfo info) {
        const auto number = builder_.add_file(std::move(info));
        out.plan.number = number;
        if (!out.plan.feed) return;
        builder_.file(number).feed = out.plan.feed->name;
        for (const auto& block : out.plan.blocks) {
            auto& table = builder_.table(block.block->record);
            if (!table.present) {
                table.holds = block.block->holds;
                table.each = block.block->each;
                table.months = block.block->months;
            } else if (table.holds == model::Holds::every) {     // of several files, what is said least of
                table.holds = block.block->holds;
                table.each = block.block->each;
                table.months = block.block->months;
            } else if (table.each != block.block->each && block.block->holds == model::Holds::latest) {
                table.each = model::none;
            }
            if (table.each != model::none) note_kinds(*block.block, table);
            note_fixed_choices(*block.block, table);
            table.present = true;
        }
        if (out.first_row >= out.cuts.end) {
            Place place;
            place.file = out.plan.path;
            set_place(place, out.plan.places.get(), 1);
            quality_.list(DiagnosticKind::data_file_empty, place, "the file has a header and no rows", "check that the export ran whole");
        }
    }

    // A fixed value is one kind, a column may hold any.
    void note_kinds(const model::FeedFile& block, Table& table) const {
        table.kinds.resize(rules_.records[block.record].fields[table.each].choices.size());
        for (const auto& mapping : block.mappings) {
            if (mapping.field != table.each) continue;
            if (mapping.kind == model::MappingKind::constant) table.kinds.at(static_cast<std::size_t>(mapping.constant.number)) = true;
            else table.kinds.assign(table.kinds.size(), true);
        }
    }

    // A choice is fixed where every block fixes it.
    void note_fixed_choices(const model::FeedFile& block, Table& table) const {
        const auto& fields = rules_.records[block.record].fields;
        const auto fixed = [&](FieldId field) {
            const auto at = std::find_if(block.mappings.begin(), block.mappings.end(), [&](const auto& mapping) { return mapping.field == field; });
            return at != block.mappings.end() && at->kind == model::MappingKind::constant ? &at->constant : nullptr;
        };
        if (!table.present)
            for (FieldId field = 0; field < fields.size(); ++field)
                if (fields[field].type == model::Type::choice && fixed(field)) table.fixed_choices.push_back({field, std::vector<bool>(fields[field].choices.size())});
        std::erase_if(table.fixed_choices, [&](const FixedChoice& choice) { return !fixed(choice.field); });
        for (auto& choice : table.fixed_choices) choice.given.at(static_cast<std::size_t>(fixed(choice.field)->number)) = true;
    }

    void read() {
        Merger merger(rules_, builder_, options_.max_rows);
        CacheFolder cache(options_);
        auto all = read_opened(rules_, merger, builder_, opened_, options_, cache, quality_, loaded_.left_out);
        loaded_.notes = cache.notes();
        loaded_.left_out |= limit_rows(all, options_.max_rows, quality_);
        for (const auto& file : all) list_findings(rules_, file, quality_);
        for (const auto& file : all)
            if (nothing_usable(file)) leave_out(file);
        mark_untold();
    }

    // For explanations; the texts are held already.
    void keep_texts() {
        for (auto& file : opened_)
            if (file.plan.feed) {
                const auto number = file.plan.number;
                builder_.file(number).texts = std::make_shared<const RowTexts>(std::move(file.text), file.shape, file.first_row, file.cuts.end, file.header_lines + 1, std::move(file.plan));
            }
    }

    // A date that no file has a column for may have come or not; a blank of a column says that it has not.
    void mark_untold() {
        for (RecordId id = 0; id < rules_.records.size(); ++id) {
            auto& table = builder_.table(id);
            if (!table.present) continue;
            for (FieldId field = 0; field < table.columns.size(); ++field) {
                const auto& meta = rules_.records[id].fields[field];
                const bool date = meta.type == model::Type::date || meta.type == model::Type::moment;
                table.columns[field].untold = date && meta.optional && !meta.planned && !table.columns[field].present;
            }
        }
    }

    // Every row has a wrong number of fields: the file as a whole cannot be read.
    static bool nothing_usable(const FilePieces& file) {
        std::size_t rows = 0, broken = 0;
        for (const auto* piece : file.pieces) {
            rows += piece->rows;
            broken += static_cast<std::size_t>(std::count_if(piece->listed.begin(), piece->listed.end(), [](const auto& one) { return one.kind == DiagnosticKind::wrong_field_count; }));
        }
        return rows > 0 && rows == broken;
    }
    // What only this file gives is then not in the data, which is not the same as none.
    void leave_out(const FilePieces& file) {
        loaded_.left_out = true;
        for (const auto& block : file.plan->blocks) {
            auto& table = builder_.table(block.block->record);
            if (table.rows == 0) table.present = false;
        }
    }
};

}  // namespace

LoadedData load(const model::RuleSet& rules, const std::vector<InputFile>& files, const LoadOptions& options) { return Loading(rules, files, options).run(); }

}  // namespace duly::data
