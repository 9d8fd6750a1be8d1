"""The answers as the OpenAPI document describes them, one file a noun; a test holds each to it."""
