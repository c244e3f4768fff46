"""One self-contained page, of elements that always escape: no script, no network, the same bytes each time.

assessment ──assessment──▶ the page of findings      its sections: matrix, gaps, changes and inputs (foundation),
backtest   ──backtest────▶ the page of a trial       trend, timeline, text, findings, standards, …
                │
             frame (head, contents, footer; report.css) · marks (verdicts, gaps, sizes) · plot · element
"""
