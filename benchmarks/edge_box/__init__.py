"""What a camera costs a box: Chaland beside the public pieces."""
