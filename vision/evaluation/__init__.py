"""What the counting finds, beside a truth that people made."""
