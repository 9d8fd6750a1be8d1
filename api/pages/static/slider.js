// A slider over the days of change: the parts of the page that a day decides are asked for again.
"use strict";
for (const range of document.querySelectorAll("input[type=range][data-days]")) {
  const form = range.form, days = range.dataset.days.split(" ").filter(Boolean);
  const field = form.elements[range.dataset.field], told = range.parentElement.querySelector("output");
  const parts = range.dataset.part.split(" ");
  let asking = null, waiting = 0;
  if (!days.length) continue;
  range.max = days.length - 1;
  range.parentElement.hidden = false;
  const stand = () => {
    const later = days.findIndex((day) => day > field.value);
    range.value = Math.max(0, (later < 0 ? days.length : later) - 1);
    told.value = days[range.value];
  };
  const show = async () => {
    asking?.abort();
    asking = new AbortController();
    const query = new URLSearchParams([...new FormData(form)].filter(([name, value]) => name && value));
    const address = `${form.getAttribute("action")}?${query}`;
    try {
      const answer = await fetch(address, { signal: asking.signal });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const part of parts) {
        const old = document.getElementById(part), now = page.getElementById(part);
        if (old && now) old.replaceWith(document.adoptNode(now));
      }
      const bar = document.querySelector(".time"), other = page.querySelector(".time");
      if (bar && other) bar.replaceWith(document.adoptNode(other));
      document.title = page.title;
      history.replaceState(null, "", address);
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    }
  };
  range.addEventListener("input", () => {
    field.value = told.value = days[range.value];
    range.setAttribute("aria-valuetext", told.value);
    clearTimeout(waiting);
    waiting = setTimeout(show, 120);
  });
  field.addEventListener("change", () => { stand(); });
  stand();
}
