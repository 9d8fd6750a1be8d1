// The editor of instruments: the text area, with completion from the schema and with what is wrong
// told as one types. Without it the text area is sent as it is, and says the same.
"use strict";
(() => {
  const area = document.getElementById("text");
  if (!area) return;
  const typed = document.getElementById("typed");
  const form = area.form;
  const begun = area.value;
  let sending = false;
  form.addEventListener("submit", () => { sending = true; });
  addEventListener("beforeunload", (event) => {
    if (!sending && area.value !== begun) event.preventDefault();
  });

  // Who has written the token and presses Enter means to record, and not the form's first button.
  const token = document.getElementById("token");
  if (token) {
    token.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      form.requestSubmit(form.querySelector('button[value="record"]'));
    });
  }

  // -- what is wrong ------------------------------------------------------------------------

  async function asked(text) {
    if (!text.trim()) return { outcome: "", faults: [] };
    const answer = await fetch(area.dataset.faults, { method: "POST", body: text });
    if (!answer.ok) return { outcome: "", faults: [] };
    return answer.json();
  }

  function tell(found) {
    const count = found.faults.length;
    typed.textContent = count ? area.dataset.faulty.replace("{count}", count)
      : found.outcome === "sound" ? area.dataset.sound : "";
    typed.className = count ? "typed faulty-text" : "typed";
  }

  // -- the schema ---------------------------------------------------------------------------

  let schema = null;
  function readSchema() {
    schema = schema || fetch(area.dataset.schema).then((one) => one.json());
    return schema;
  }

  const KEY = /^(\s*(?:- +)*)([A-Za-z_]+):(?: |$)/;
  const column = (line) => line.match(/^\s*(?:- +)*/)[0].length;

  // The fields that lead to a line, and those that stand beside it: what indentation says.
  function around(lines, number) {
    const path = [];
    const beside = [];
    let at = column(lines[number]);
    let own = !/^\s*- /.test(lines[number]);
    for (let n = number - 1; n >= 0; n--) {
      const line = lines[n];
      if (!line.trim() || /^\s*#/.test(line)) continue;
      const key = line.match(KEY);
      const here = column(line);
      if (here === at && own && key) {
        if (!path.length) beside.push([key[2], line.slice(key[0].length).trim()]);
        if (/^\s*- /.test(line)) own = false;
      } else if (here < at && key) {
        path.unshift(key[2]);
        if (path.length === 1) after(lines, number, at, beside);
        at = here;
        own = !/^\s*- /.test(line);
        if (!own && path.length) typeOf(lines, n, path);
      }
    }
    if (!path.length) after(lines, number, column(lines[number]), beside);
    return { path, beside };
  }

  function after(lines, number, at, beside) {
    for (let n = number + 1; n < lines.length; n++) {
      const line = lines[n];
      if (!line.trim()) continue;
      if (column(line) < at || /^\s*- /.test(line)) return;
      const key = line.match(KEY);
      if (column(line) === at && key) beside.push([key[2], line.slice(key[0].length).trim()]);
    }
  }

  // An item of a list says its type in one of its fields: it is told with the path.
  function typeOf(lines, n, path) {
    const key = lines[n].match(KEY);
    if (key && key[2] === "type") path.type = lines[n].slice(key[0].length).trim();
  }

  function plain(whole, one) {
    let found = one;
    for (let n = 0; found && n < 8; n++) {
      if (found.$ref) found = whole.$defs[found.$ref.split("/").pop()];
      else if (found.items) found = found.items;
      else if (found.anyOf && !found.properties) {
        found = found.anyOf.find((inner) => inner.type !== "null") || null;
      } else break;
    }
    return found || {};
  }

  function shape(whole, place) {
    let found = whole.$defs.instrument;
    const type = (place.beside.find(([name]) => name === "type") || [])[1] || place.path.type;
    place.path.forEach((name, depth) => {
      found = plain(whole, (found.properties || {})[name]);
      if (name === "changes" && depth === 0 && whole.$defs[type]) found = whole.$defs[type];
    });
    return found;
  }

  function words(whole, one) {
    const own = one && one.oneOf ? one : plain(whole, one);
    if (own.oneOf) return own.oneOf.map((inner) => [inner.const, inner.description]);
    if (own.enum) return own.enum.map((word) => [word, ""]);
    if (own.const) return [[own.const, ""]];
    return [];
  }

  async function completions(context) {
    const line = context.state.doc.lineAt(context.pos);
    const before = line.text.slice(0, context.pos - line.from);
    const whole = await readSchema();
    const lines = context.state.doc.toString().split("\n");
    const place = around(lines, line.number - 1);
    const fields = shape(whole, place).properties || {};
    const value = before.match(/^\s*(?:- +)*([A-Za-z_]+): +(?:\[.*?)?([\w-]*)$/);
    if (value) {
      const any = fields[value[1]] || plain(whole, whole.$defs.change.properties[value[1]]);
      const kinds = value[1] === "type" && place.path[0] === "changes"
        ? whole.$defs.change.properties.type : any;
      const options = words(whole, kinds).map(([label, info]) => ({ label, info, type: "enum" }));
      return options.length ? { from: context.pos - value[2].length, options } : null;
    }
    const name = before.match(/^\s*(?:- +)*([A-Za-z_]*)$/);
    if (!name || (!name[1] && !context.explicit)) return null;
    const there = new Set(place.beside.map(([one]) => one));
    const options = Object.entries(fields).filter(([one]) => !there.has(one)).map(([one, says]) => ({
      label: one, apply: `${one}: `, info: says.description || "", type: "property",
    }));
    return { from: context.pos - name[1].length, options };
  }

  // -- the editor ---------------------------------------------------------------------------

  function go(line, at) {
    if (view) {
      const found = view.state.doc.line(Math.min(line, view.state.doc.lines));
      const anchor = Math.min(found.from + at - 1, found.to);
      view.dispatch({ selection: { anchor }, scrollIntoView: true });
      view.focus();
    } else {
      const lines = area.value.split("\n");
      const from = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0) + at - 1;
      area.focus();
      area.setSelectionRange(from, from);
    }
  }

  document.querySelectorAll("a.place").forEach((link) => {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      go(Number(link.dataset.line), Number(link.dataset.column));
    });
  });

  // In a shadow root its styles are sheets that are put to it, which the policy of the page allows.
  function made() {
    if (!window.CM || !("adoptedStyleSheets" in Document.prototype)) return null;
    const { EditorView, EditorState, keymap } = CM;
    const host = document.createElement("div");
    host.className = "editor";
    const root = host.attachShadow({ mode: "open" });
    const theme = EditorView.theme({
      "&": { color: "var(--ink)", backgroundColor: "var(--card)", border: "1px solid var(--soft)", borderRadius: "6px", minHeight: "20rem", maxHeight: "75vh" },
      "&.cm-focused": { outline: "3px solid var(--accent)", outlineOffset: "2px" },
      ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.5", overflow: "auto", minHeight: "20rem" },
      ".cm-content": { caretColor: "var(--ink)", padding: ".6rem 0" },
      ".cm-cursor": { borderLeftColor: "var(--ink)" },
      ".cm-gutters": { backgroundColor: "var(--paper)", color: "var(--soft)", borderRight: "1px solid var(--line)" },
      ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "color-mix(in srgb, var(--accent) 9%, transparent)" },
      "&.cm-focused .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "color-mix(in srgb, var(--accent) 28%, transparent) !important" },
      ".cm-tooltip": { backgroundColor: "var(--card)", color: "var(--ink)", border: "1px solid var(--soft)", borderRadius: "6px", fontFamily: "var(--sans)" },
      ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--accent)", color: "var(--accent-ink)" },
      ".cm-completionInfo": { maxWidth: "24rem", padding: ".4rem .7rem" },
      ".cm-diagnostic": { padding: ".35rem .7rem", maxWidth: "40rem" },
      ".cm-lintRange-error": { backgroundImage: "none", textDecoration: "underline wavy var(--not-covered) 1.5px", textUnderlineOffset: "3px" },
    });
    const tags = CM.tags;
    const colours = CM.HighlightStyle.define([
      { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--accent)" },
      { tag: tags.string, color: "var(--covered)" },
      { tag: tags.comment, color: "var(--soft)", fontStyle: "italic" },
      { tag: [tags.separator, tags.squareBracket, tags.brace, tags.punctuation], color: "var(--soft)" },
    ]);
    const wrong = CM.linter(async (one) => {
      const found = await asked(one.state.doc.toString());
      tell(found);
      const doc = one.state.doc;
      const place = (line, at) => {
        const there = doc.line(Math.max(1, Math.min(line, doc.lines)));
        return Math.min(there.from + Math.max(0, at - 1), there.to);
      };
      return found.faults.map((fault) => {
        const from = place(fault.line, fault.column);
        const to = Math.max(place(fault.end_line, fault.end_column), from);
        return { from, to, severity: "error", message: fault.detail, source: fault.code };
      });
    }, { delay: 500 });
    const state = EditorState.create({
      doc: area.value,
      extensions: [
        CM.lineNumbers(), CM.history(), CM.drawSelection(), CM.highlightActiveLine(), CM.indentUnit.of("  "),
        CM.yaml(), CM.syntaxHighlighting(colours), CM.lintGutter(), wrong,
        CM.autocompletion({ override: [completions] }),
        keymap.of([...CM.completionKeymap, ...CM.defaultKeymap, ...CM.historyKeymap, ...CM.lintKeymap]),
        EditorView.lineWrapping, theme,
        EditorView.contentAttributes.of({ "aria-label": area.dataset.label, spellcheck: "false" }),
        EditorView.domEventHandlers({
          // What is typed over a selection browsers put in with a style of its own, which the
          // policy of the page refuses and tells as an error: so it is put in here.
          beforeinput(event, one) {
            if (event.inputType !== "insertText" || !event.data || event.isComposing) return false;
            if (one.state.selection.main.empty) return false;
            event.preventDefault();
            one.dispatch(one.state.replaceSelection(event.data), { userEvent: "input.type" });
            return true;
          },
        }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) area.value = update.state.doc.toString();
        }),
      ],
    });
    const found = new EditorView({ state, root, parent: root });
    area.after(host);
    area.hidden = true;
    const label = document.querySelector('label[for="text"]');
    label.addEventListener("click", () => found.focus());
    return found;
  }

  const view = made();
  if (!view) {
    let waiting = 0;
    area.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(async () => tell(await asked(area.value)), 700);
    });
  }
})();
