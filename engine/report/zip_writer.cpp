#include "engine/report/zip_writer.hpp"

#include <cstdint>
#include <stdexcept>

#include "engine/data/parallel.hpp"
#include "engine/report/deflate.hpp"

namespace duly::report {

namespace {

constexpr int level = 3;                    // most of the size at a third of the time
constexpr std::uint64_t most_bytes = 0xFFFFFF00;
constexpr std::uint16_t version = 20, flags = 0x0800;       // names are UTF-8
constexpr std::uint16_t time_of_day = 0, first_day = 0x21;  // 1 January 1980, where ZIP's time begins

struct Packed { std::string bytes; std::uint32_t crc = 0; std::uint64_t plain = 0; };

Packed pack(const std::string& part, bool stored, bool last) {
    Packed made;
    made.plain = part.size();
    made.crc = crc_of(part);
    if (stored) {
        made.bytes = part;
        return made;
    }
    made.bytes = deflated(part, level, last);
    return made;
}

void put(std::string& out, std::uint32_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) out.push_back(static_cast<char>(value >> (8 * i)));
}

}  // namespace

std::string zip_file(std::vector<ZipEntry> entries, unsigned threads) {
    std::vector<std::pair<std::size_t, std::size_t>> tasks;     // entry, part
    std::vector<std::vector<Packed>> packed(entries.size());
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (entries[i].parts.empty()) entries[i].parts.emplace_back();
        packed[i].resize(entries[i].parts.size());
        for (std::size_t part = 0; part < entries[i].parts.size(); ++part) tasks.emplace_back(i, part);
    }
    data::run_tasks(threads, tasks.size(), [&](std::size_t task) {
        const auto [entry, part] = tasks[task];
        std::string bytes = std::move(entries[entry].parts[part]);
        if (bytes.size() > most_bytes) throw std::runtime_error("a workbook beyond 4 GB cannot be written");
        packed[entry][part] = pack(bytes, entries[entry].stored, part + 1 == packed[entry].size());
    });

    std::string out, directory;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        std::uint64_t size = 0, plain = 0;
        std::uint32_t crc = 0;
        for (const Packed& part : packed[i]) {
            size += part.bytes.size();
            plain += part.plain;
            crc = crc_of_both(crc, part.crc, part.plain);
        }
        if (plain > most_bytes || out.size() + size > most_bytes) throw std::runtime_error("a workbook beyond 4 GB cannot be written");
        const auto start = static_cast<std::uint32_t>(out.size());
        std::string header;
        put(header, version, 2);
        put(header, flags, 2);
        put(header, entries[i].stored ? 0 : 8, 2);
        put(header, time_of_day, 2);
        put(header, first_day, 2);
        put(header, crc, 4);
        put(header, static_cast<std::uint32_t>(size), 4);
        put(header, static_cast<std::uint32_t>(plain), 4);
        put(header, static_cast<std::uint32_t>(entries[i].name.size()), 2);
        put(header, 0, 2);                  // no extra field
        out.append("PK\3\4").append(header).append(entries[i].name);
        for (Packed& part : packed[i]) {
            out += part.bytes;
            part.bytes = {};
        }
        directory.append("PK\1\2");
        put(directory, version, 2);
        directory += header;
        put(directory, 0, 2);               // no comment
        put(directory, 0, 2);               // disk
        put(directory, 0, 2);               // attributes
        put(directory, 0, 4);
        put(directory, start, 4);
        directory += entries[i].name;
    }
    const auto start = static_cast<std::uint32_t>(out.size());
    out += directory;
    out.append("PK\5\6");
    put(out, 0, 4);                         // disks
    put(out, static_cast<std::uint32_t>(entries.size()), 2);
    put(out, static_cast<std::uint32_t>(entries.size()), 2);
    put(out, static_cast<std::uint32_t>(directory.size()), 4);
    put(out, start, 4);
    put(out, 0, 2);
    return out;
}

}  // namespace duly::report
