// XML as events, with local names. The only header of the XML library stands in xml_events.cpp.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace duly::data {

class XmlEvents {
public:
    struct Attribute { std::string_view name, value; };

    XmlEvents();
    virtual ~XmlEvents() = default;
    XmlEvents(const XmlEvents&) = delete;
    XmlEvents& operator=(const XmlEvents&) = delete;

    // UTF-8. False when it is wrong or was stopped; nothing more may be fed then.
    bool feed(std::string_view text, bool last);
    std::uint32_t line() const;
    bool entities() const { return entities_; }     // it declares or uses entities of its own, which ended it

protected:
    virtual void start(std::string_view name, const std::vector<Attribute>& attributes) = 0;
    virtual void end(std::string_view name) = 0;
    virtual void text(std::string_view text) = 0;
    void stop();

private:
    struct Parser;
    struct Free { void operator()(Parser* parser) const; };
    std::unique_ptr<Parser, Free> parser_;
    std::vector<Attribute> attributes_;
    bool stopped_ = false, entities_ = false;
};

// The value of an attribute, or "".
std::string_view attribute(const std::vector<XmlEvents::Attribute>& attributes, std::string_view name);

}  // namespace duly::data
