"""What the pages show: frozen view models and the pure functions that build them.

Guarantees that nothing here reads a clock, a socket or a protobuf message: a route asks the
services, fills these dataclasses, and a template turns them into HTML.
"""
