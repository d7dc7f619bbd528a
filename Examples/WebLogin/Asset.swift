#if HTTP
    import Hummingbird

    /// A file that all pages share.
    struct Asset: ResponseGenerator {
        let type: String
        let text: String

        func response(from request: Request, context: some RequestContext) -> Response {
            let headers: HTTPFields = [
                .contentType: type, .cacheControl: "max-age=60", .xContentTypeOptions: "nosniff",
            ]
            return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(string: text)))
        }

        static let stylesheet = """
            :root {
              color-scheme: light dark;
              --page: #f6f7f9; --card: #fff; --line: #d5d9e0; --text: #1c2430; --quiet: #5a6575;
              --accent: #1f5fbf; --on-accent: #fff; --notice: #fff3d6; --notice-line: #e0b34a;
            }
            @media (prefers-color-scheme: dark) {
              :root {
                --page: #14181f; --card: #1d232c; --line: #353e4b; --text: #e8ecf2; --quiet: #9fabbb;
                --accent: #86b4ff; --on-accent: #0d1520; --notice: #3a2f14; --notice-line: #8a6d25;
              }
            }
            * { box-sizing: border-box; }
            [hidden] { display: none !important; }
            body {
              margin: 0 auto; max-width: 40rem; padding: 1rem;
              background: var(--page); color: var(--text);
              font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere;
            }
            h1 { font-size: 1.5rem; line-height: 1.25; margin: 1.5rem 0 .5rem; }
            p { margin: .25rem 0; }
            a { color: var(--accent); }
            .quiet { color: var(--quiet); font-size: .9rem; }
            header {
              display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; justify-content: space-between;
              padding-bottom: .75rem; border-bottom: 1px solid var(--line);
            }
            nav { display: flex; flex-wrap: wrap; gap: .25rem .75rem; }
            .card {
              background: var(--card); border: 1px solid var(--line); border-radius: .5rem;
              padding: 1rem; margin: .75rem 0;
            }
            form.card { display: grid; gap: 1rem; max-width: 22rem; }
            label { display: grid; gap: .25rem; }
            input, button { font: inherit; min-height: 2.75rem; border-radius: .375rem; padding: .25rem .75rem; }
            input { width: 100%; background: var(--page); color: inherit; border: 1px solid var(--quiet); }
            button { border: 1px solid var(--accent); background: var(--accent); color: var(--on-accent); cursor: pointer; }
            button.plain { background: transparent; color: var(--accent); }
            :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
            ul { list-style: none; margin: 0; padding: 0; }
            li { display: flex; flex-wrap: wrap; gap: .75rem; align-items: center; justify-content: space-between; }
            li > div { flex: 1 1 9rem; }
            .notice {
              background: var(--notice); border: 1px solid var(--notice-line); border-radius: .5rem;
              padding: .75rem 1rem; margin: .75rem 0;
            }
            #warning { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; justify-content: space-between; }

            """

        static let script = """
            "use strict";
            // Warns before the session times out. It asks the server, because other tabs may keep the session alive.
            const warning = document.getElementById("warning");
            if (warning) {
              const ahead = Number(warning.dataset.ahead);
              let timer;
              const again = seconds => {
                clearTimeout(timer);
                timer = setTimeout(look, Math.min(seconds, 3600) * 1000);
              };
              async function look() {
                try {
                  const reply = await fetch("/time-left", { cache: "no-store" });
                  if (!reply.ok) throw new Error(reply.status);
                  const left = Number(await reply.text());
                  // The sign-in page tells the user why the session ended.
                  if (left <= 0) return location.assign("/");
                  document.getElementById("left").textContent = left + (left === 1 ? " second" : " seconds");
                  warning.hidden = left > ahead;
                  again(left > ahead ? left - ahead : 1);
                } catch {
                  again(10);
                }
              }
              warning.addEventListener("submit", async event => {
                event.preventDefault();
                try { await fetch(warning.action, { method: "POST" }); } catch {}
                look();
              });
              // Timers pause while the tab is hidden or the machine sleeps.
              document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
              look();
            }

            """
    }
#endif
