"""What claims about speed stand on: `generate` makes libraries, `python -m benchmarks` measures servers on them and writes the page."""
