"""What is wrong with a store's cameras and boxes, judged from what they told. Pure."""
