/// The style of the page: light or dark like the reader's system, and for print.
enum ReplayPageStyle {
    static let css = """
        :root {
          color-scheme: light dark;
          --page: #fbfbfa; --card: #ffffff; --ink: #1c1f23; --quiet: #5b636d; --rule: #dcdfe3; --accent: #0b62a0;
          --s0: #0b62a0; --s1: #b4410e; --s2: #0a7350; --s3: #8d2f7c; --s4: #6f5700; --bar: #8fb3cf;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --page: #14171a; --card: #1c2025; --ink: #e8eaed; --quiet: #a3acb6; --rule: #353b43; --accent: #7cc4f5;
            --s0: #7cc4f5; --s1: #ffa06b; --s2: #62d3a4; --s3: #eb9fdf; --s4: #dfc65c; --bar: #44637c;
          }
        }
        * { box-sizing: border-box; }
        body {
          margin: 0 auto; padding: 1.5rem 1rem 3rem; max-width: 78rem; background: var(--page); color: var(--ink);
          font: 1rem/1.5 system-ui, sans-serif;
        }
        h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .25rem; overflow-wrap: anywhere; }
        h2 { font-size: 1.05rem; margin: 0 0 .5rem; }
        header p, footer, figcaption { color: var(--quiet); }
        header p { margin: 0 0 1.25rem; }
        footer { font-size: .875rem; margin-top: 2rem; border-top: 1px solid var(--rule); }
        .recommendation, figure, .scroll {
          background: var(--card); border: 1px solid var(--rule); border-radius: .5rem; padding: 1rem; margin: 0 0 1rem;
        }
        .recommendation { border-left: .3rem solid var(--accent); }
        .recommendation h2 { font-size: 1.25rem; }
        .recommendation p { margin: 0 0 .35rem; max-width: 70ch; }
        pre { margin: .75rem 0 0; padding: .5rem .75rem; border: 1px solid var(--rule); border-radius: .25rem; overflow-x: auto; }
        .charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 30rem), 1fr)); gap: 1rem; margin-bottom: 1rem; }
        figure { margin: 0; min-width: 0; }
        figcaption { font-size: .875rem; }
        svg { display: block; width: 100%; height: auto; }
        svg text { font: 12.5px system-ui, sans-serif; fill: var(--ink); }
        svg .tick, svg .name { fill: var(--quiet); }
        .end { text-anchor: end; } .middle { text-anchor: middle; }
        .axis { stroke: var(--quiet); } .grid { stroke: var(--rule); }
        polyline { fill: none; stroke-width: 2; stroke-linejoin: round; }
        .s0 { --c: var(--s0); } .s1 { --c: var(--s1); --d: 7 3; } .s2 { --c: var(--s2); --d: 2 3; }
        .s3 { --c: var(--s3); --d: 9 3 2 3; } .s4 { --c: var(--s4); --d: 13 4; }
        .series polyline, .mark { stroke: var(--c); stroke-dasharray: var(--d, none); }
        .mark { stroke-width: 2; } .lead { stroke: var(--c); stroke-width: .75; opacity: .5; }
        .series circle, .series polygon { fill: var(--c); stroke: var(--card); stroke-width: 1; }
        svg .series .label { fill: var(--c); }
        .label { paint-order: stroke; stroke: var(--card); stroke-width: 3px; stroke-linejoin: round; }
        .curve { stroke: var(--quiet); stroke-width: 1.5; }
        .point circle { fill: var(--quiet); }
        .knee circle { fill: none; stroke: var(--accent); stroke-width: 2.5; } svg .knee .label { font-weight: 700; }
        .boundmark { stroke: var(--ink); stroke-width: 2; }
        .bar { fill: var(--bar); }
        .scroll { overflow-x: auto; }
        table { border-collapse: collapse; font-variant-numeric: tabular-nums; width: 100%; }
        caption { text-align: left; font-weight: 700; padding-bottom: .5rem; }
        th, td { text-align: right; padding: .2rem .6rem; border-bottom: 1px solid var(--rule); white-space: nowrap; }
        th:first-child { text-align: left; padding-left: 0; }
        thead th { color: var(--quiet); font-weight: 600; } tbody th { font-weight: 400; white-space: pre; }
        @media (max-width: 600px) {
          body { padding: 1rem .5rem 2rem; font-size: .9375rem; }
          .recommendation, figure, .scroll { padding: .75rem; }
          svg text { font-size: 16px; } svg .label { font-size: 14px; }
        }
        @media print {
          :root {
            color-scheme: light; --page: #fff; --card: #fff; --ink: #000; --quiet: #444; --rule: #bbb; --accent: #0b62a0;
            --s0: #0b62a0; --s1: #b4410e; --s2: #0a7350; --s3: #8d2f7c; --s4: #6f5700; --bar: #8fb3cf;
          }
          body { max-width: none; padding: 0; font-size: .8rem; }
          .recommendation, figure, tr { break-inside: avoid; }
          .charts { grid-template-columns: 1fr 1fr; }
          .scroll { overflow: visible; } th, td { padding: .1rem .35rem; }
        }

        """
}
