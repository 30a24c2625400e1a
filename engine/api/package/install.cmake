# One library of all parts, its public header, the program and the rule packs, found by others as duly::duly.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

get_property(duly_parts GLOBAL PROPERTY DULY_PARTS)
set(duly_objects)
foreach(part ${duly_parts})
  list(APPEND duly_objects $<TARGET_OBJECTS:${part}>)
endforeach()
# Not called `duly`: that is the program's file in the build folder.
add_library(duly_library STATIC ${duly_objects})
add_library(duly::duly ALIAS duly_library)
set_target_properties(duly_library PROPERTIES LINKER_LANGUAGE CXX OUTPUT_NAME duly EXPORT_NAME duly)
target_include_directories(duly_library INTERFACE
  $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/engine/api/include>
  $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
target_compile_features(duly_library INTERFACE cxx_std_20)
target_link_libraries(duly_library INTERFACE Threads::Threads EXPAT::EXPAT SQLite::SQLite3 ZLIB::ZLIB)

set(duly_package ${CMAKE_INSTALL_LIBDIR}/cmake/duly)
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/duly-config.cmake.in ${PROJECT_BINARY_DIR}/package/duly-config.cmake
  INSTALL_DESTINATION ${duly_package} PATH_VARS CMAKE_INSTALL_DATADIR)
# Before 1.0 a minor version may change the interface.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/package/duly-config-version.cmake COMPATIBILITY SameMinorVersion)

install(TARGETS duly_cli RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(TARGETS duly_library EXPORT duly_targets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(EXPORT duly_targets NAMESPACE duly:: FILE duly-targets.cmake DESTINATION ${duly_package})
install(FILES ${PROJECT_BINARY_DIR}/package/duly-config.cmake ${PROJECT_BINARY_DIR}/package/duly-config-version.cmake DESTINATION ${duly_package})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/engine/api/include/duly DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/rules DESTINATION ${CMAKE_INSTALL_DATADIR}/duly)
