#include "engine/data/readers/xml_events.hpp"

#include <expat.h>

#include <new>

namespace duly::data {

struct XmlEvents::Parser {
    XML_Parser expat;

    static XmlEvents& of(void* data) { return *static_cast<XmlEvents*>(data); }
    static std::string_view local(std::string_view name) { return name.substr(name.rfind(separator) + 1); }
    static constexpr char separator = '\n';
    static constexpr std::string_view instance = "http://www.w3.org/2001/XMLSchema-instance";

    static void XMLCALL start(void* data, const XML_Char* name, const XML_Char** attributes) {
        auto& events = of(data);
        if (events.stopped_) return;
        events.attributes_.clear();
        for (auto at = attributes; *at; at += 2)     // what a schema says of an element is no part of it
            if (!std::string_view(*at).starts_with(instance)) events.attributes_.push_back({local(*at), at[1]});
        events.start(local(name), events.attributes_);
    }
    static void XMLCALL end(void* data, const XML_Char* name) {
        if (!of(data).stopped_) of(data).end(local(name));
    }
    static void XMLCALL text(void* data, const XML_Char* text, int length) {
        if (!of(data).stopped_) of(data).text({text, static_cast<std::size_t>(length)});
    }
    // Entities of a file's own could unfold without end or fetch other files, and no export of records has any.
    static void XMLCALL declared(void* data, const XML_Char*, int, const XML_Char*, int, const XML_Char*, const XML_Char*, const XML_Char*, const XML_Char*) { used(data); }
    static void XMLCALL skipped(void* data, const XML_Char*, int) { used(data); }
    static void used(void* data) {
        of(data).entities_ = true;
        of(data).stop();
    }
};

void XmlEvents::Free::operator()(Parser* parser) const {
    XML_ParserFree(parser->expat);
    delete parser;
}

XmlEvents::XmlEvents() : parser_(new Parser{XML_ParserCreateNS("UTF-8", Parser::separator)}) {    // UTF-8, whatever its first line says
    const auto expat = parser_->expat;
    if (!expat) throw std::bad_alloc();
    XML_SetUserData(expat, this);
    XML_SetElementHandler(expat, Parser::start, Parser::end);
    XML_SetCharacterDataHandler(expat, Parser::text);
    XML_SetEntityDeclHandler(expat, Parser::declared);
    XML_SetSkippedEntityHandler(expat, Parser::skipped);
}

bool XmlEvents::feed(std::string_view text, bool last) {
    constexpr std::size_t step = 1 << 20;
    for (;;) {
        const auto piece = text.substr(0, step);
        text.remove_prefix(piece.size());
        if (XML_Parse(parser_->expat, piece.data(), static_cast<int>(piece.size()), last && text.empty()) != XML_STATUS_OK) return false;
        if (text.empty()) return true;
    }
}

std::uint32_t XmlEvents::line() const { return static_cast<std::uint32_t>(XML_GetCurrentLineNumber(parser_->expat)); }

void XmlEvents::stop() {
    stopped_ = true;
    XML_StopParser(parser_->expat, XML_FALSE);
}

std::string_view attribute(const std::vector<XmlEvents::Attribute>& attributes, std::string_view name) {
    for (const auto& one : attributes)
        if (one.name == name) return one.value;
    return {};
}

}  // namespace duly::data
