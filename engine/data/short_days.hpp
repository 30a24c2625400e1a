// Days in two bytes each, for those that are walked over by the million.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "dsl/base/date.hpp"

namespace duly::data {

using model::Day;

// Memory that is written all over before it is read is not filled with noughts first: that would touch it twice, and by one thread.
template <typename T>
struct PlainAllocator : std::allocator<T> {
    template <typename U>
    struct rebind { using other = PlainAllocator<U>; };
    template <typename U>
    void construct(U* at) noexcept { ::new (static_cast<void*>(at)) U; }
    template <typename U, typename... Args>
    void construct(U* at, Args&&... args) { ::new (static_cast<void*>(at)) U(std::forward<Args>(args)...); }
};
// resize() leaves what is new as it is.
template <typename T>
using PlainVector = std::vector<T, PlainAllocator<T>>;

// Days from 2 January 1900 to 4 June 2079, or that a day is not told: it is not known exactly, or lies beyond these.
class ShortDays {
public:
    using Code = std::uint16_t;     // in the order of days
    static constexpr Code before = 0, beyond = 0xfffe, untold = 0xffff;
    static constexpr Day base = -25567;
    static Code code_of(Day day) { return static_cast<Code>(std::clamp<std::int64_t>(std::int64_t{day} - base, before, beyond)); }
    static bool told(Code code) { return code != before && code < beyond; }

    // INT32_MAX where it is not told.
    Day operator[](std::size_t at) const { return told(codes_[at]) ? base + codes_[at] : INT32_MAX; }
    bool empty() const { return codes_.empty(); }
    std::size_t size() const { return codes_.size(); }
    void resize(std::size_t n) { codes_.resize(n); }
    Code* codes() { return codes_.data(); }
    const Code* codes() const { return codes_.data(); }     // told, or `untold`

private:
    PlainVector<Code> codes_;
};

}  // namespace duly::data
