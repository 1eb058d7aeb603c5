"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const { sources, targets, costs } = data;
  const element = (id) => document.getElementById(id);
  const from = element("from"), to = element("to"), only = element("only");
  const grid = element("grid"), detail = element("detail"), shown = element("shown");

  const flows = data.flows ? data.flows.map((row) => row && new Set(row)) : null;
  const live = new Map((data.live || []).map(([s, t, status, observed]) => [s * targets.length + t, { status, observed }]));
  document.body.classList.toggle("haslive", live.size > 0);
  if (!live.size) only.querySelector("[value=differs]").remove();
  const known = (s, t) => !flows?.[s] || flows[s].has(t);
  const observed = (s, t) => live.get(s * targets.length + t);
  const differs = (s, t) => (observed(s, t)?.status ?? "agrees") !== "agrees";

  function matches(s, t) {
    const cost = costs[s][t];
    switch (only.value) {
      case "open": return cost === "0";
      case "undeclared": return cost === "0" && !known(s, t);
      case "takeover": return cost >= "1" && cost <= "9";
      case "differs": return differs(s, t);
      default: return true;
    }
  }

  function path(s, t) {
    const steps = [sources[s]];
    for (let rest = data.paths[s][t]; rest; rest = data.rests[2 * rest - 1]) {
      steps.push(data.steps[data.rests[2 * rest - 2]]);
    }
    return steps;
  }

  function sentence(s, t) {
    const cost = costs[s][t];
    if (cost === "-") return `${targets[t]} is its own.`;
    if (cost === ".") return `${sources[s]} does not reach ${targets[t]}, whatever is taken over.`;
    if (cost === "0") return `${sources[s]} reaches ${targets[t]}${known(s, t) ? "" : ", though no flow is declared"}.`;
    return `${sources[s]} reaches ${targets[t]} only after ${cost === "9" ? "9 or more" : cost} takeover${cost === "1" ? "" : "s"}.`;
  }

  // --- The table ----------------------------------------------------------------------------------

  let rows = [], columns = [], table = null, focused = null, stop = null;

  // The roles are said, since the style takes tables' own display away.
  function create(tag, role) {
    const one = document.createElement(tag);
    one.setAttribute("role", role);
    return one;
  }
  const blank = create("td", "gridcell");

  function cell(s, t) {
    const td = blank.cloneNode();
    const cost = costs[s][t];
    let style = "";
    if (cost === "0") {
      td.textContent = known(s, t) ? "●" : "○";
      style = known(s, t) ? "o" : "u";
    } else if (cost === "-") {
      style = "s";
    } else if (cost === ".") {
      td.textContent = "·";
    } else {
      td.textContent = cost;
      style = "t";
    }
    if (differs(s, t)) style += " x";
    if (only.value && !matches(s, t)) style += " f";
    if (style) td.className = style;
    return td;
  }

  function heading(text, scope) {
    const th = create("th", scope === "col" ? "columnheader" : "rowheader");
    th.scope = scope;
    th.title = text;
    const label = scope === "col" ? th.appendChild(document.createElement("span")) : th;
    label.textContent = text;
    return th;
  }

  function build() {
    const has = (text, part) => text.toLowerCase().includes(part.trim().toLowerCase());
    rows = [...sources.keys()].filter((s) => has(sources[s], from.value));
    columns = [...targets.keys()].filter((t) => has(targets[t], to.value));
    if (only.value) {
      rows = rows.filter((s) => columns.some((t) => matches(s, t)));
      columns = columns.filter((t) => rows.some((s) => matches(s, t)));
    }
    table = create("table", "grid");
    table.setAttribute("aria-labelledby", "matrix");
    table.style.setProperty("--ports", columns.length);
    const top = table.appendChild(create("thead", "rowgroup")).appendChild(create("tr", "row"));
    const corner = top.appendChild(create("td", "columnheader"));
    corner.textContent = "from ↓  to →";
    corner.className = "corner";
    columns.forEach((t) => top.appendChild(heading(targets[t], "col")));
    const body = table.appendChild(create("tbody", "rowgroup"));
    rows.forEach((s) => {
      const row = body.appendChild(create("tr", "row"));
      row.appendChild(heading(sources[s], "row"));
      columns.forEach((t) => row.appendChild(cell(s, t)));
    });
    grid.replaceChildren(table);
    shown.textContent = `${rows.length} of ${sources.length} sources, ${columns.length} of ${targets.length} ports`;
    focused = null;
    tell(null);
    stop = body.rows[0]?.cells[1];
    if (stop) stop.tabIndex = 0;
  }

  const place = (td) => td.closest("tbody") && td.cellIndex > 0
    ? { s: rows[td.parentNode.sectionRowIndex], t: columns[td.cellIndex - 1] }
    : null;

  // --- The path -----------------------------------------------------------------------------------

  const drawn = [...document.querySelectorAll(".picture [data-name]")];
  let marked = [];

  function tell(td) {
    marked.forEach((th) => th.classList.remove("hit"));
    marked = [];
    const at = td && place(td);
    if (!at) {
      detail.textContent = "Point at a cell to see by which path.";
      drawn.forEach((one) => one.classList.remove("lit"));
      return;
    }
    marked = [td.parentNode.cells[0], table.tHead.rows[0].cells[td.cellIndex]];
    marked.forEach((th) => th.classList.add("hit"));
    const text = sentence(at.s, at.t);
    const asked = observed(at.s, at.t);
    const steps = costs[at.s][at.t] >= "0" && costs[at.s][at.t] <= "9" ? path(at.s, at.t) : [];
    const list = document.createElement("ol");
    steps.forEach((step) => {
      const item = list.appendChild(document.createElement("li")).appendChild(document.createElement("span"));
      item.textContent = step;
      if (step.endsWith(" taken over")) item.className = "fallen";
    });
    const line = document.createElement("strong");
    line.textContent = text;
    detail.replaceChildren(line);
    if (asked) {
      detail.append(` On the running engine: ${asked.observed}${asked.status === "agrees" ? ", as declared" : ` (${asked.status})`}.`);
    }
    detail.append(list);
    td.setAttribute("aria-label", text);
    drawn.forEach((one) => {
      const name = one.dataset.name;
      one.classList.toggle("lit", steps.some((step) => step === name || step === `${name} taken over` || step.startsWith(`${name}:`)));
    });
  }

  grid.addEventListener("mouseover", (event) => {
    const td = event.target.closest("td");
    if (td && place(td)) tell(td);
  });
  grid.addEventListener("mouseleave", () => tell(focused));
  grid.addEventListener("focusin", (event) => {
    const td = event.target.closest("td");
    if (!td || !place(td)) return;
    if (td !== stop) stop.removeAttribute("tabindex");
    stop = focused = td;
    tell(td);
  });
  grid.addEventListener("click", (event) => {
    const td = event.target.closest("td");
    if (td && place(td)) {
      td.tabIndex = 0;
      td.focus();
    }
  });
  grid.addEventListener("keydown", (event) => {
    const td = event.target.closest("td");
    if (!td || !place(td)) return;
    const lines = table.tBodies[0].rows;
    let row = td.parentNode.sectionRowIndex, column = td.cellIndex;
    switch (event.key) {
      case "ArrowUp": row--; break;
      case "ArrowDown": row++; break;
      case "ArrowLeft": column--; break;
      case "ArrowRight": column++; break;
      case "Home": column = 1; if (event.ctrlKey) row = 0; break;
      case "End": column = columns.length; if (event.ctrlKey) row = lines.length - 1; break;
      case "PageUp": row = Math.max(0, row - 10); break;
      case "PageDown": row = Math.min(lines.length - 1, row + 10); break;
      default: return;
    }
    event.preventDefault();
    const next = column > 0 ? lines[row]?.cells[column] : null;
    if (next) {
      next.tabIndex = 0;
      next.focus();
      next.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
  });

  let pending = 0;
  const later = () => {
    clearTimeout(pending);
    pending = setTimeout(build, 120);
  };
  [from, to].forEach((input) => input.addEventListener("input", later));
  only.addEventListener("change", build);
  element("filter").addEventListener("submit", (event) => event.preventDefault());
  build();
})();
