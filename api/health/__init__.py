"""The health of a store's cameras and boxes: what they told, read and judged."""
