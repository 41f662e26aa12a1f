namespace Sentinel.Core.Reports.Writing;

/// <summary>How the HTML report looks. Contrasts are at least 4.5 to 1 in both themes (WCAG 2.2, AA).</summary>
internal static class HtmlStyle
{
    public const string Css = """

        :root{--paper:#fff;--soft:#f4f5f7;--ink:#1c2126;--dim:#515a66;--line:#d5d9e0;--link:#0b57b7;--attack:#a3241c;--detect:#7a4b00;--contain:#1b6a35;--attack-soft:#fdecea;--detect-soft:#fdf2dd;--contain-soft:#e6f4ea}
        @media (prefers-color-scheme:dark){:root{--paper:#14171b;--soft:#1e2329;--ink:#e7eaee;--dim:#a9b2be;--line:#39414b;--link:#8ab8ff;--attack:#ff9d94;--detect:#f2bd66;--contain:#7fd39b;--attack-soft:#3a1d1b;--detect-soft:#382b12;--contain-soft:#173222}}
        *{box-sizing:border-box}
        html{-webkit-text-size-adjust:100%}
        body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
        header,main,footer{max-width:64rem;margin:0 auto;padding:0 1.25rem}
        header p{max-width:52rem}
        header{padding-top:1.5rem}
        h1{font-size:1.55rem;line-height:1.25;margin:.5rem 0 .25rem;overflow-wrap:anywhere}
        h2{font-size:1.15rem;margin:2.25rem 0 .5rem;padding-top:.75rem;border-top:1px solid var(--line)}
        p{margin:.5rem 0}
        a{color:var(--link)}
        code{font:.875em/1.4 ui-monospace,SFMono-Regular,Menlo,"DejaVu Sans Mono",monospace;overflow-wrap:anywhere}
        h1 code{font-size:.95em}
        .badge{display:inline-block;margin:0;padding:.2rem .75rem;border-radius:1rem;font-weight:700}
        .good{background:var(--contain-soft);color:var(--contain)}
        .bad{background:var(--attack-soft);color:var(--attack)}
        .warn{background:var(--detect-soft);color:var(--detect)}
        .calm{background:var(--soft);color:var(--dim)}
        .sub,footer,caption{color:var(--dim);font-size:.875rem}
        .figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.5rem,1fr));gap:.5rem;margin:1rem 0}
        .figures div{display:flex;flex-direction:column-reverse;background:var(--soft);border-radius:.5rem;padding:.6rem .8rem}
        .figures dt{color:var(--dim);font-size:.8125rem}
        .figures dd{margin:0;font-size:1.2rem;font-weight:700}
        .summary{font-size:1.0625rem}
        nav ul{display:flex;flex-wrap:wrap;gap:.15rem 1rem;list-style:none;padding:0;margin:1rem 0 0;font-size:.875rem}
        nav a{display:inline-block;padding:.2rem 0}
        .facts{margin:.75rem 0;border-left:3px solid var(--line);padding-left:.9rem}
        .facts div{display:grid;grid-template-columns:8rem 1fr;gap:.75rem;padding:.1rem 0}
        .facts dt{color:var(--dim)}
        .facts dd{margin:0;min-width:0;overflow-wrap:anywhere}
        table{width:100%;border-collapse:collapse;margin:.5rem 0 1rem;font-size:.9rem}
        caption{text-align:left;padding:.25rem 0}
        th,td{text-align:left;vertical-align:top;padding:.4rem .7rem .4rem 0;border-bottom:1px solid var(--line)}
        .quote{overflow-wrap:anywhere}
        th{color:var(--dim);font-weight:600;white-space:nowrap}
        td:first-child{white-space:nowrap}
        #indicators td:first-child,#controls td:first-child{white-space:normal;min-width:7rem}
        .is-attack,.is-failed,.is-refused{color:var(--attack);font-weight:600}
        .is-detection,.is-waiting{color:var(--detect);font-weight:600}
        .is-containment,.is-done{color:var(--contain);font-weight:600}
        pre{background:var(--soft);border-radius:.5rem;padding:.7rem .9rem;margin:.4rem 0 1rem}
        pre code{white-space:pre-wrap}
        ul{padding-left:1.25rem}
        li{margin:.2rem 0}
        .drawing{overflow-x:auto;margin:.75rem 0;border:1px solid var(--line);border-radius:.5rem;padding:.25rem}
        .drawing svg{display:block;min-width:52rem;width:100%;height:auto}
        svg text{font:13px system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;fill:var(--ink)}
        svg .dim{fill:var(--dim);font-size:12px}
        svg .lane{fill:var(--dim);font-weight:600}
        svg .grid{stroke:var(--line);stroke-width:1}
        svg .edge{stroke:var(--dim);stroke-width:1.5;fill:none}
        svg .box{fill:var(--soft);stroke:var(--dim)}
        svg .unknown{fill:none;stroke:var(--dim);stroke-dasharray:4 3}
        svg .head{fill:var(--dim)}
        svg .attack{fill:var(--attack)}svg .detection{fill:var(--detect)}svg .containment{fill:var(--contain)}
        svg .attack-soft{fill:var(--attack-soft)}svg .detection-soft{fill:var(--detect-soft)}svg .containment-soft{fill:var(--contain-soft)}
        footer{margin:2.5rem auto 2rem}
        a:focus-visible,.drawing:focus-visible{outline:2px solid var(--link);outline-offset:2px}
        @media (max-width:40rem){
        header,main,footer{padding-left:.9rem;padding-right:.9rem}
        .facts div{grid-template-columns:1fr;gap:0}
        .facts dt{font-size:.8125rem}
        thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
        table,caption,tbody,tr,td{display:block}
        tr{border-bottom:1px solid var(--line);padding:.5rem 0}
        td,td:first-child{border:0;padding:.05rem 0;white-space:normal;overflow-wrap:anywhere}
        td:empty{display:none}
        td::before{content:attr(data-head) ": ";color:var(--dim);font-weight:400;font-size:.8125rem}
        }
        @media print{
        :root{--paper:#fff;--soft:#f4f5f7;--ink:#000;--dim:#444;--line:#bbb;--link:#000;--attack:#8c1d16;--detect:#6b4200;--contain:#14562a;--attack-soft:#fff;--detect-soft:#fff;--contain-soft:#fff}
        @page{margin:14mm}
        body{font-size:10.5pt}
        header,main,footer{max-width:none;padding:0}
        nav{display:none}
        .badge{border:1px solid}
        .drawing{overflow:visible;break-inside:avoid}
        .drawing svg{min-width:0}
        tr,.facts div,.figures,pre{break-inside:avoid}
        h2{break-after:avoid}
        }

        """;
}
