"""What leaves the program for a person: tables, charts, pages, and the one place that makes hostile text safe."""
