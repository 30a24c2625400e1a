// Included twice by near_limit_scan.cpp, for plain and for wide instructions; `commas_and_ends` and `date_at` differ.

std::uint64_t eight_digits(const char* at) {
    std::uint64_t v;
    std::memcpy(&v, at, 8);
    v -= 0x3030303030303030ULL;
    v = v * 10 + (v >> 8);
    return ((v & 0x000000ff000000ffULL) * 0x000f424000000064ULL + ((v >> 16) & 0x000000ff000000ffULL) * 0x0000271000000001ULL) >> 32;
}

std::uint32_t number(const char* at, int digits) {
    if (digits == 8) return static_cast<std::uint32_t>(eight_digits(at));
    std::uint32_t n = 0;
    for (int i = 0; i < digits; ++i) n = n * 10 + static_cast<std::uint32_t>(at[i] - '0');
    return n;
}

std::uint8_t team_number(const char* at, std::size_t size, std::vector<std::string>& teams, std::array<std::uint8_t, 1024>& slots) {
    std::uint64_t first = 0, last = 0;     // the first and last eight letters, which tell the teams apart mostly
    std::memcpy(&first, at, size < 8 ? size : 8);
    if (size >= 8) std::memcpy(&last, at + size - 8, 8);
    auto slot = ((first * 0x9e3779b97f4a7c15ULL) ^ ((last + size) * 0xc2b2ae3d27d4eb4fULL)) * 0x9e3779b97f4a7c15ULL >> 54;
    for (;; slot = (slot + 1) & 1023) {
        std::size_t have = slots[slot];
        if (have == 0) {
            teams.emplace_back(at, size);
            return slots[slot] = static_cast<std::uint8_t>(teams.size()), static_cast<std::uint8_t>(teams.size() - 1);
        }
        const std::string& team = teams[have - 1];
        if (team.size() == size && std::memcmp(team.data(), at, size) == 0) return static_cast<std::uint8_t>(have - 1);
    }
}

std::size_t scan_cases(const char*& from, const char* end, const Day* dates, Case* out, std::size_t most, std::vector<std::string>& teams) {
    static thread_local std::array<std::uint8_t, 1024> slots;
    static thread_local const void* slots_of = nullptr;
    if (slots_of != &teams) slots.fill(0), slots_of = &teams;
    std::size_t size = 0;
    const char* line = from;
    while (line < end && size < most) {
        int after[24], fields = 0;     // where each field begins
        after[fields++] = 0;
        int base = 0;
        for (;; base += 64) {
            Marks marks = commas_and_ends(line + base);
            if (marks.ends) marks.commas &= (marks.ends & -marks.ends) - 1;
            for (; marks.commas && fields < 23; marks.commas &= marks.commas - 1) after[fields++] = base + __builtin_ctzll(marks.commas) + 1;
            if (marks.ends) {
                base += __builtin_ctzll(marks.ends) + 1;
                break;
            }
        }
        after[23] = base;
        auto length = [&](int field) { return after[field + 1] - after[field] - 1; };
        auto date = [&](int field) -> Day { return length(field) ? dates[date_at(line + after[field])] : Day(0); };
        Case& one = out[size++];
        one.id = number(line, length(0));
        one.child = length(1) ? number(line + after[1], length(1)) : 0;
        one.date[born] = date(2);
        one.team = team_number(line + after[5], static_cast<std::size_t>(length(5)), teams, slots);
        one.date[referred] = date(10);
        one.decision = !length(11) ? not_told : line[after[11]] == 'A' ? assess : other;
        for (int column = 12; column < 23; ++column) one.date[column - 12 + decided] = date(column);
        line += base;
    }
    from = line;
    return size;
}

void scan_events(const char* line, const char* end, const Day* dates, const Periods* periods, std::size_t parts, Events& out) {
    constexpr std::size_t batch = 1024;
    std::uint32_t id[batch];
    Day day[batch];
    std::uint8_t kind[batch];
    const std::uint32_t first = periods[0].first, span = periods[0].span;     // of all kinds alike
    const Periods* of[kinds] = {&periods[0], &periods[1], &periods[1]};
    while (line < end) {
        // Lines first, with no branch but for long ones: whether a line counts is told by how far the place for the next one moves.
        std::size_t size = 0;
        while (line < end && size < batch) {
            Marks marks = commas_and_ends(line);
            if (__builtin_expect(!marks.ends, 0)) {
                line = long_line(line, dates, first, span, id, day, kind, size);
                continue;
            }
            int c0 = __builtin_ctzll(marks.commas);
            marks.commas &= marks.commas - 1;
            int c1 = __builtin_ctzll(marks.commas);
            marks.commas &= marks.commas - 1;
            marks.commas &= marks.commas - 1;
            const char* held = line + __builtin_ctzll(marks.commas) + 1;
            std::uint32_t number_ = __builtin_expect(c1 - c0 == 9, 1) ? static_cast<std::uint32_t>(eight_digits(line + c1 - 8)) : number(line + c0 + 1, c1 - c0 - 1);
            std::uint32_t from_first = number_ - first;
            std::uint8_t what = kind_of[static_cast<unsigned char>(line[c1 + 1])];
            id[size] = from_first;
            day[size] = dates[date_at(held)];
            kind[size] = what;
            size += (what < kinds) & (*held != ',') & (from_first < span);
            line += __builtin_ctzll(marks.ends) + 1;
        }
        // Then their periods: look-ups that do not wait for each other.
        std::uint32_t* to_period[kinds * 16];
        Day* to_day[kinds * 16];
        for (std::size_t i = 0; i < kinds * parts; ++i) to_period[i] = out.period[i].end(), to_day[i] = out.day[i].end();
        for (std::size_t i = 0; i < size; ++i) {
            const Periods& in = *of[kind[i]];
            std::uint64_t word = in.bits[id[i] >> 6], bit = 1ULL << (id[i] & 63);
            std::uint32_t period = in.before[id[i] >> 6] + static_cast<std::uint32_t>(__builtin_popcountll(word & (bit - 1)));
            std::uint32_t window = in.window[period];
            std::size_t lane = kind[i] * parts + ((period * in.scale) >> 32);
            *to_period[lane] = period;
            *to_day[lane] = day[i];
            std::size_t keep = ((word & bit) != 0) & (day[i] >= (window & 0xffff)) & (day[i] <= (window >> 16));
            to_period[lane] += keep;
            to_day[lane] += keep;
        }
        for (std::size_t i = 0; i < kinds * parts; ++i) out.period[i].size = static_cast<std::size_t>(to_period[i] - out.period[i].data()), out.day[i].size = out.period[i].size;
    }
}
