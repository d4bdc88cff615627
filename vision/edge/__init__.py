"""The box at work: cameras, the outbox and the uploader."""
