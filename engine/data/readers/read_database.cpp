// SQLite: a table for each of its tables and views, read from the bytes and never written.
#include <sqlite3.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "dsl/base/date.hpp"
#include "engine/data/bytes.hpp"
#include "engine/data/readers/source_table.hpp"
#include "engine/data/text.hpp"

namespace duly::data {
namespace {

using Statement = std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)>;

class Database {
public:
    static constexpr int steps_at_once = 100'000;

    explicit Database(std::string_view bytes) : bytes_(bytes) {
        // A database that logs ahead is read as a plain one: open_files() has seen to it that its log is empty.
        if (bytes.size() > 19 && (bytes[18] == 2 || bytes[19] == 2)) {
            copy_ = std::string(bytes);
            copy_[18] = copy_[19] = 1;
            bytes_ = copy_;
        }
        if (sqlite3_open_v2(":memory:", &db_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY, nullptr) != SQLITE_OK) return;
        const auto size = static_cast<sqlite3_int64>(bytes_.size());
        auto* data = reinterpret_cast<unsigned char*>(const_cast<char*>(bytes_.data()));
        if (sqlite3_deserialize(db_, "main", data, size, size, SQLITE_DESERIALIZE_READONLY) != SQLITE_OK) return;
        sqlite3_db_config(db_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
        sqlite3_db_config(db_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
        sqlite3_limit(db_, SQLITE_LIMIT_LENGTH, 16 << 20);
        sqlite3_limit(db_, SQLITE_LIMIT_ATTACHED, 0);
        sqlite3_progress_handler(db_, steps_at_once, [](void* self) { return static_cast<Database*>(self)->tired() ? 1 : 0; }, this);
        open_ = true;
    }
    ~Database() { sqlite3_close_v2(db_); }
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    // Steps that the next questions may take together: a view may never end.
    void rest(std::uint64_t steps) { left_ = steps; }
    Statement ask(const std::string& question) const {
        sqlite3_stmt* statement = nullptr;
        if (open_) sqlite3_prepare_v2(db_, question.c_str(), -1, &statement, nullptr);
        return {statement, sqlite3_finalize};
    }

private:
    std::string_view bytes_;
    std::string copy_;
    sqlite3* db_ = nullptr;
    bool open_ = false;
    std::uint64_t left_ = 0;

    bool tired() {
        if (left_ < steps_at_once) return true;
        left_ -= steps_at_once;
        return false;
    }
};

std::string quoted(const std::string& name) {
    std::string out = "\"";
    for (const char c : name) out += c == '"' ? "\"\"" : std::string(1, c);
    return out + "\"";
}

std::string text_of(sqlite3_stmt* row, int column) {
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(row, column));
    std::string_view bytes = text ? std::string_view(text, static_cast<std::size_t>(sqlite3_column_bytes(row, column))) : std::string_view();
    return is_utf8(bytes) ? std::string(bytes) : from_windows_1252(bytes);
}

bool is_dated(sqlite3_stmt* statement, int column) {
    const auto* declared = sqlite3_column_decltype(statement, column);
    const auto type = fold(declared ? declared : "");
    return type.find("date") != std::string::npos || type.find("timestamp") != std::string::npos;
}

// A whole number in a column declared as a date: 20240301, or seconds or milliseconds since 1970.
std::string dated(std::int64_t number) {
    if (number >= 16'000'101 && number <= 29'991'231)
        if (const auto day = to_day_checked(static_cast<int>(number / 10000), static_cast<int>(number / 100 % 100), static_cast<int>(number % 100))) return format_day(*day);
    if (number > 100'000'000'000 || number < -100'000'000'000) number = number / 1000 - (number % 1000 < 0);
    if (number < -11'676'096'000 || number > 32'503'679'999) return std::to_string(number);       // 1600 to 2999
    const auto day = number / 86400 - (number % 86400 < 0), second = number - day * 86400;
    const auto two = [](std::int64_t v) { return (v < 10 ? "0" : "") + std::to_string(v); };
    return format_day(static_cast<std::int32_t>(day)) + " " + two(second / 3600) + ":" + two(second / 60 % 60) + ":" + two(second % 60) + "Z";
}

std::string cell(sqlite3_stmt* row, int column, bool is_date) {
    switch (sqlite3_column_type(row, column)) {
        case SQLITE_NULL: return {};
        case SQLITE_INTEGER: return is_date ? dated(sqlite3_column_int64(row, column)) : text_of(row, column);
        case SQLITE_FLOAT: {
            const auto value = sqlite3_column_double(row, column);
            // Days of the Julian calendar's count, from noon: how SQLite itself keeps dates in such a column.
            if (is_date && value >= 2'305'448 && value < 2'816'788) return dated(std::llround((value - 2'440'587.5) * 86400));
            char out[400];
            return {out, std::to_chars(out, out + sizeof out, value, std::chars_format::fixed).ptr};
        }
        default: return text_of(row, column);
    }
}

TableText rows_of(Database& database, const std::string& name, std::size_t width, std::size_t allowed) {
    TableText out;
    database.rest(2'000'000'000);
    const auto rows = database.ask("select * from " + quoted(name));
    std::vector<bool> dates;
    for (std::size_t c = 0; c < width; ++c) dates.push_back(is_dated(rows.get(), static_cast<int>(c)));
    std::uint32_t number = 0;
    int state;
    while ((state = sqlite3_step(rows.get())) == SQLITE_ROW) {
        for (std::size_t c = 0; c < width; ++c) {
            if (c) out.text += field_end;
            put_cell(out.text, cell(rows.get(), static_cast<int>(c), dates[c]));
        }
        out.text += row_end;
        out.places.lines.push_back(++number);
        if (out.text.size() > allowed) {
            out.obstacle = "the table unfolds to more than " + std::to_string(allowed >> 20) + " MB";
            return out;
        }
    }
    if (state == SQLITE_INTERRUPT) out.obstacle = "the view takes too long";
    else if (state != SQLITE_DONE) out.obstacle = "the database is broken here";
    return out;
}

}  // namespace

std::vector<SourceTable> read_database(const ReadContext& context) {
    const auto database = std::make_shared<Database>(context.file.bytes);
    database->rest(100'000'000);
    const auto broken = [&context] {
        return context.broken(DiagnosticKind::file_broken, 0, "the database is broken or encrypted, so it is left out", "copy it again while no program writes to it, or export its tables as CSV");
    };
    const auto names = database->ask("select name from sqlite_schema where type in ('table', 'view') and name not like 'sqlite\\_%' escape '\\' order by name");
    if (!names) return broken();
    std::vector<SourceTable> tables;
    int state;
    while ((state = sqlite3_step(names.get())) == SQLITE_ROW) {
        SourceTable table;
        table.name = text_of(names.get(), 0);
        const auto rows = database->ask("select * from " + quoted(table.name));
        if (!rows) {
            context.broken(DiagnosticKind::file_broken, 0, "`" + table.name + "` cannot be read from the database, so it is left out", "mend or drop it in the database");
            continue;
        }
        for (int c = 0; c < sqlite3_column_count(rows.get()); ++c) {
            const auto* header = sqlite3_column_name(rows.get(), c);
            const std::string_view text = header ? header : "";
            table.headers.push_back(is_utf8(text) ? std::string(text) : from_windows_1252(text));
        }
        table.own = table.headers.size();
        table.typed = true;
        table.read = [database, name = table.name, width = table.own, allowed = context.allowed](const std::vector<bool>&) { return rows_of(*database, name, width, allowed); };
        tables.push_back(std::move(table));
    }
    if (state != SQLITE_DONE) return broken();
    std::stable_sort(tables.begin(), tables.end(), [](const auto& a, const auto& b) { return named_before(a.name, b.name); });
    return tables;
}

}  // namespace duly::data
