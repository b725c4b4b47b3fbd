"""The small interface for devices, version 1: ``intake/openapi.json`` describes it."""
