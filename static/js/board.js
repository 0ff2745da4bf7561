// The schedule board: lift, move, stretch and drop by pointer or keyboard.
// What it sends are the forms of the page; without it each session is a link to one.
const STEP = 3; // cells of five minutes
const POLL_EVERY = 5000;
const ASK_AFTER = 120;
const frame = document.getElementById("board-frame");
const form = document.getElementById("board-form");
const says = document.getElementById("board-says");
const warns = document.getElementById("board-warns");
const rightToLeft = document.documentElement.dir === "rtl";
let lift = null;
let busy = false;

const board = () => document.getElementById("board");
const lanes = () => [...frame.querySelectorAll(".lane[data-room]")];
const tray = () => frame.querySelector("[data-tray]");
const fill = (text, facts) =>
  text.replace(/%\((\w+)\)s/g, (_, name) => facts[name] ?? "");

function say(text, { bad = false } = {}) {
  says.textContent = text;
  says.classList.toggle("is-bad", bad);
  if (bad) warns.textContent = text;
}

function clock(cell) {
  const minutes = 60 * Number(board().dataset.firstHour) + 5 * (cell - 1);
  const pad = (number) => String(number).padStart(2, "0");
  return `${pad(Math.floor(minutes / 60) % 24)}:${pad(minutes % 60)}`;
}

function cellOf(begins) {
  const [hours, minutes] = begins.split(":").map(Number);
  return (60 * (hours - Number(board().dataset.firstHour)) + minutes) / 5 + 1;
}

// -- lifting ---------------------------------------------------------------------

function start(block, how) {
  const lane = block.closest(".lane[data-room]");
  const shadow = document.createElement("li");
  shadow.className = "shadow";
  lift = {
    block,
    how,
    shadow,
    lane,
    cell: block.dataset.begins && lane ? cellOf(block.dataset.begins) : 1,
    minutes: Number(block.dataset.minutes),
    toTray: !lane,
    asked: new Map(),
    from: lane ? `${lane.dataset.room} ${block.dataset.begins}` : "",
  };
  lift.before = place();
  block.classList.add("is-lifted");
  document.body.classList.add("is-moving");
  if (how === "key" && !lane) {
    lift.lane = lanes()[0];
    lift.toTray = false;
  }
  draw();
}

function place() {
  if (lift.toTray || !lift.lane) return "tray";
  return `${lift.lane.dataset.room} ${lift.cell} ${lift.minutes}`;
}

function draw() {
  const { shadow, lane, block } = lift;
  const cells = Number(board().dataset.cells);
  tray()?.classList.toggle("is-target", lift.toTray);
  if (lift.toTray || !lane) {
    shadow.remove();
    if (lift.how === "key") say(form.dataset.toTray);
    return;
  }
  const span = Math.max(1, Math.ceil(lift.minutes / 5));
  lift.cell = Math.max(1, Math.min(lift.cell, cells - Math.min(span, cells) + 1));
  const inside = Math.min(span, cells - Math.floor(lift.cell) + 1);
  shadow.className = `shadow at-${Math.floor(lift.cell)} for-${inside}`;
  shadow.replaceChildren();
  const title = document.createElement("b");
  title.textContent = block.dataset.title;
  const where = document.createElement("span");
  where.className = "fig";
  where.textContent = whereText();
  shadow.append(title, where);
  if (shadow.parentElement !== lane) lane.append(shadow);
  if (lift.how === "key") {
    shadow.scrollIntoView({ block: "nearest", inline: "nearest" });
    say(where.textContent);
  }
  ask();
}

function whereText() {
  return fill(form.dataset.at, {
    room: lift.lane.dataset.name,
    start: clock(lift.cell),
    end: clock(lift.cell + lift.minutes / 5),
  });
}

function target() {
  return {
    session: lift.block.dataset.session,
    room: lift.lane.dataset.room,
    day: board().dataset.day,
    begins: clock(lift.cell),
    minutes: String(lift.minutes),
  };
}

// -- what stands in the way ---------------------------------------------------------

function ask() {
  const key = place();
  clearTimeout(lift.timer);
  if (key === lift.before) return;
  if (lift.asked.has(key)) {
    show(lift.asked.get(key));
    return;
  }
  const mine = lift;
  mine.timer = setTimeout(async () => {
    const query = new URLSearchParams(target());
    let found;
    try {
      const answer = await fetch(`${form.dataset.whatIf}?${query}`, {
        headers: { Accept: "application/json" },
      });
      if (!answer.ok) return;
      found = await answer.json();
    } catch {
      return;
    }
    mine.asked.set(key, found);
    if (lift === mine && place() === key) show(found);
  }, ASK_AFTER);
}

function show(found) {
  const { shadow } = lift;
  shadow.classList.toggle("is-stopped", found.stops);
  shadow.querySelectorAll(".why").forEach((line) => line.remove());
  for (const conflict of found.conflicts) {
    const line = document.createElement("span");
    line.className = "why";
    line.textContent = conflict.text;
    shadow.append(line);
  }
  const words = found.conflicts.map((conflict) => conflict.text).join(" ");
  if (lift.how === "key") say(`${whereText()} ${words || form.dataset.fits}`);
  else say(words || form.dataset.fits, { bad: found.stops });
  shadow.dataset.known = "yes";
}

// -- letting go ----------------------------------------------------------------------

function end() {
  const { block, shadow } = lift;
  clearTimeout(lift.timer);
  shadow.remove();
  block.classList.remove("is-lifted");
  document.body.classList.remove("is-moving");
  tray()?.classList.remove("is-target");
  lift = null;
  return block;
}

function putBack() {
  const block = end();
  say(fill(form.dataset.back, { title: block.dataset.title }));
}

async function drop() {
  if (place() === lift.before || busy) {
    putBack();
    return;
  }
  const { block, toTray } = lift;
  const url = (toTray ? form.dataset.unplace : form.dataset.move).replace(
    "/0/",
    `/${block.dataset.session}/`,
  );
  const facts = toTray ? {} : target();
  const focus = lift.how === "key" ? block.dataset.session : "";
  end();
  block.classList.add("is-lifted");
  await send(url, { ...facts, version: block.dataset.version }, focus);
  block.classList.remove("is-lifted");
}

async function send(url, facts, focus) {
  busy = true;
  const body = new URLSearchParams({
    ...facts,
    shown: board().dataset.day,
    repeat_token: crypto.randomUUID ? crypto.randomUUID() : `${Date.now()}`,
    csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value,
  });
  try {
    const answer = await fetch(url, {
      method: "POST",
      body,
      headers: { Accept: "application/json" },
      redirect: "error",
    });
    const told = await answer.json();
    swap(told.board, { mine: true });
    say(told.said, { bad: !answer.ok });
  } catch {
    say(form.dataset.lost, { bad: true });
  }
  busy = false;
  if (focus) linkOf(focus)?.focus();
}

const linkOf = (session) =>
  frame.querySelector(`[data-session="${session}"] .name`);

// Who stands on a button or a tab that is drawn anew stands on it again, by its id.
function standing() {
  const on = document.activeElement;
  if (!on || !frame.contains(on)) return null;
  const session = on.closest("[data-session]")?.dataset.session;
  if (session) return () => linkOf(session);
  return on.id ? () => document.getElementById(on.id) : null;
}

// -- others ---------------------------------------------------------------------------

function versions() {
  const all = [...frame.querySelectorAll("[data-session]")];
  return new Map(all.map((block) => [block.dataset.session, block.dataset.version]));
}

function swap(html, { mine = false } = {}) {
  const before = versions();
  const scroll = frame.querySelector(".boardscroll");
  const at = scroll && [scroll.scrollLeft, scroll.scrollTop];
  const again = standing();
  frame.innerHTML = html;
  const now = frame.querySelector(".boardscroll");
  if (at && now) [now.scrollLeft, now.scrollTop] = at;
  again?.()?.focus({ preventScroll: true });
  if (mine) return;
  const changed = [...frame.querySelectorAll("[data-session]")].filter(
    (block) => before.get(block.dataset.session) !== block.dataset.version,
  );
  changed.forEach((block) => block.classList.add("is-others"));
  if (changed.length) {
    const titles = changed.map(({ dataset }) =>
      dataset.by ? `${dataset.title} (${dataset.by})` : dataset.title,
    );
    say(fill(form.dataset.others, { titles: titles.join(", ") }));
  }
}

async function poll() {
  if (lift || busy || document.hidden) return;
  const tag = board().dataset.tag;
  try {
    const answer = await fetch(`${form.dataset.day}${board().dataset.day}/`, {
      headers: { "HX-Request": "true", "If-None-Match": `"${tag}"` },
      redirect: "error",
    });
    if (answer.status !== 200) return;
    const html = await answer.text();
    if (!lift && !busy) swap(html);
  } catch {
    // The next round asks again.
  }
}

// -- pointer ---------------------------------------------------------------------------

function onPointerDown(event) {
  const block = event.target.closest?.("[data-session]");
  if (!block || event.button || lift || busy) return;
  if (event.pointerType === "touch" && !event.target.closest(".edge")) return;
  const stretch = Boolean(event.target.closest(".edge"));
  const box = block.getBoundingClientRect();
  const held = { x: event.clientX, y: event.clientY, into: event.clientY - box.top };
  let begun = false;

  const move = (moved) => {
    const far = Math.hypot(moved.clientX - held.x, moved.clientY - held.y);
    if (!begun && far < 5) return;
    if (!begun) {
      begun = true;
      start(block, stretch ? "stretch" : "pointer");
    }
    moved.preventDefault();
    follow(moved, held.into);
  };
  const stop = (last) => {
    document.removeEventListener("pointermove", move);
    document.removeEventListener("pointerup", stop);
    document.removeEventListener("pointercancel", stop);
    if (!begun || !lift) return;
    // The click that ends a drag would follow the link.
    const once = (click) => click.preventDefault();
    document.addEventListener("click", once, { capture: true, once: true });
    setTimeout(() => document.removeEventListener("click", once, true), 50);
    if (last.type === "pointerup") drop();
    else putBack();
  };
  document.addEventListener("pointermove", move);
  document.addEventListener("pointerup", stop);
  document.addEventListener("pointercancel", stop);
}

function follow(event, into) {
  const lane =
    lift.how === "stretch" ? lift.lane : laneAt(event.clientX, event.clientY);
  lift.toTray = lift.how !== "stretch" && overTray(event.clientX, event.clientY);
  if (lane) {
    const box = lane.getBoundingClientRect();
    const high = box.height / Number(board().dataset.cells);
    const step = event.shiftKey ? 1 : STEP;
    if (lift.how === "stretch") {
      const to = Math.round((event.clientY - box.top) / high / step) * step + 1;
      lift.minutes = Math.max(5, 5 * (to - lift.cell));
    } else {
      const cell = (event.clientY - into - box.top) / high;
      lift.lane = lane;
      lift.cell = Math.round(cell / step) * step + 1;
    }
  }
  draw();
}

function laneAt(x, y) {
  return lanes().find((lane) => {
    const box = lane.getBoundingClientRect();
    const view = lane.closest(".boardscroll").getBoundingClientRect();
    return x >= box.left && x < box.right && y >= view.top && y < view.bottom;
  });
}

function overTray(x, y) {
  const box = tray()?.closest(".tray").getBoundingClientRect();
  return Boolean(box && x >= box.left && x < box.right && y >= box.top && y < box.bottom);
}

// -- keyboard ---------------------------------------------------------------------------

function onKeyDown(event) {
  if (lift) {
    if (event.repeat && [" ", "Enter"].includes(event.key)) {
      event.preventDefault();
      return;
    }
    const act = keys(event);
    if (!act) return;
    event.preventDefault();
    act();
    return;
  }
  const link = event.target.closest?.("[data-session] .name");
  if (event.key !== " " || !link || busy) return;
  event.preventDefault();
  const block = link.closest("[data-session]");
  start(block, "key");
  say(fill(form.dataset.lifted, { title: block.dataset.title }));
}

function keys(event) {
  const step = event.shiftKey ? 1 : STEP;
  const nudge = (change) => () => {
    lift.toTray = false;
    change();
    draw();
  };
  const room = (by) => () => {
    const all = lanes();
    const index = all.indexOf(lift.lane) + by;
    lift.lane = all[Math.max(0, Math.min(index, all.length - 1))];
  };
  const longer = (minutes) => () => {
    lift.minutes = Math.max(5, Math.min(1440, lift.minutes + minutes));
  };
  return {
    ArrowUp: nudge(() => (lift.cell -= step)),
    ArrowDown: nudge(() => (lift.cell += step)),
    ArrowLeft: nudge(room(rightToLeft ? 1 : -1)),
    ArrowRight: nudge(room(rightToLeft ? -1 : 1)),
    "+": nudge(longer(5 * STEP)),
    "=": nudge(longer(5)),
    "-": nudge(longer(-5 * (event.shiftKey ? 1 : STEP))),
    _: nudge(longer(-5)),
    Delete: () => {
      lift.toTray = true;
      draw();
    },
    Enter: drop,
    " ": drop,
    Escape: putBack,
    Tab: () => {},
  }[event.key];
}

function onSubmit(event) {
  if (event.target.id !== "board-undo" || busy) return;
  event.preventDefault();
  send(event.target.action, {}, "");
}

if (form && board()) {
  form.dataset.day = form.getAttribute("action");
  document.body.classList.add("can-move");
  document.addEventListener("pointerdown", onPointerDown);
  document.addEventListener("keydown", onKeyDown);
  document.addEventListener("submit", onSubmit);
  document.addEventListener("dragstart", (event) => {
    if (event.target.closest?.("[data-session]")) event.preventDefault();
  });
  setInterval(poll, POLL_EVERY);
}
