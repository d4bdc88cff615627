"""Where frames come from: decoding, capture timestamps, sampling, privacy masks."""
