"""What people read: annotated articles, the report, executed notebooks. Each module is imported by its own name."""
