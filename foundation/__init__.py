"""The domain-free floor: Indonesian formats, table reading, reports, exports, upload checks."""
