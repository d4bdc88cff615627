"use strict";
// One audit's quarter-hours, tallied with a thumb. What is tapped is kept on the phone at once and
// leaves it only when the server has said that it has it.
(() => {
  const plan = JSON.parse(document.getElementById("data").textContent);
  const words = plan.words;
  const $ = (id) => document.getElementById(id);
  const QUARTER = 900_000;
  const AWAY = 10_000; // a longer silence of the page is time in which nobody could tap
  const EDGE = plan.tolerance * 1000;
  // The server's clock, so that a phone that is some seconds wrong still taps at the right time.
  const ahead = plan.now - Date.now();
  const now = () => Date.now() + ahead;
  const key = new URLSearchParams(location.hash.slice(1)).get("key");
  const memory = new Map();
  let keeps = true;
  let open = null; // the quarter-hour on the screen, and its tally
  let sending = false;

  const say = (text, fields = {}) =>
    text.replace(/\{(\w+)\}/g, (_, name) => String(fields[name]));
  const place = (quarter) => `chaland-tally:${plan.store}:${plan.audit}:${quarter.start}`;

  function load(quarter) {
    let text = memory.get(place(quarter)) ?? null;
    try {
      text = localStorage.getItem(place(quarter)) ?? text;
    } catch {
      keeps = false;
    }
    return text === null ? null : JSON.parse(text);
  }

  function save(quarter, tally) {
    memory.set(place(quarter), JSON.stringify(tally));
    try {
      localStorage.setItem(place(quarter), JSON.stringify(tally));
    } catch {
      keeps = false;
    }
  }

  function forget(quarter) {
    memory.delete(place(quarter));
    try {
      localStorage.removeItem(place(quarter));
    } catch {
      keeps = false;
    }
  }

  const written = (options) => new Intl.DateTimeFormat(plan.locale, { timeZone: plan.timezone, ...options });
  const day = written({ weekday: "short", day: "numeric", month: "short" });
  const hour = written({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const second = written({ hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
  // The joiners keep the two hours on one line.
  const hours = (start) => `${hour.format(start)}\u2060–\u2060${hour.format(start + QUARTER)}`;
  const minutes = (milliseconds) => {
    const whole = Math.max(0, Math.floor(milliseconds / 1000));
    return `${String(Math.floor(whole / 60)).padStart(2, "0")}:${String(whole % 60).padStart(2, "0")}`;
  };

  // On the spot time runs by itself; beside a recording it runs while the recording does.
  const elapsed = (quarter, tally) =>
    tally.source === "on the spot"
      ? now() - quarter.start
      : tally.played + (tally.since === null ? 0 : Date.now() - tally.since);
  const isOver = (quarter, tally) => elapsed(quarter, tally) >= QUARTER + EDGE;
  const cameLate = (quarter, tally) =>
    tally.source === "on the spot" && tally.opened > quarter.start + EDGE;

  function begin(quarter) {
    const source = now() < quarter.start + QUARTER ? "on the spot" : "recording";
    return { source, taps: [], opened: now(), beat: null, away: 0, played: 0, since: null, sent: null };
  }

  function status(quarter) {
    const tally = load(quarter);
    if (tally?.sent) return say(words.sent_at, { time: hour.format(tally.sent) });
    if (tally && tally.taps.length) return say(words.kept, { count: tally.taps.length });
    if (quarter.tallied !== null) return words.counted;
    if (now() < quarter.start) return words.to_come;
    return now() < quarter.start + QUARTER ? words.running : words.from_recording;
  }

  function showList() {
    open = null;
    $("list").hidden = false;
    $("count").hidden = true;
    $("memory").hidden = keeps;
    const list = $("quarters");
    list.replaceChildren();
    for (const quarter of plan.quarters) {
      const button = document.createElement("button");
      const title = document.createElement("b");
      title.textContent = `${day.format(quarter.start)}, ${hours(quarter.start)}`;
      button.append(title, status(quarter));
      button.addEventListener("click", () => showCount(quarter));
      const item = document.createElement("li");
      item.append(button);
      list.append(item);
    }
  }

  function showCount(quarter) {
    const tally = load(quarter) ?? begin(quarter);
    tally.refused = false; // this may be another link than the last time
    open = { quarter, tally };
    $("list").hidden = true;
    $("count").hidden = false;
    $("when").textContent = `${day.format(quarter.start)}, ${hours(quarter.start)}`;
    draw();
  }

  // What may be done now, and the one sentence that says so.
  function draw() {
    if (open === null) return;
    const { quarter, tally } = open;
    const passed = elapsed(quarter, tally);
    const live = tally.source === "on the spot";
    const over = isOver(quarter, tally);
    const late = cameLate(quarter, tally);
    const runs = live ? passed >= -EDGE && !over && !late : tally.since !== null && !over;
    if (passed > 0 && !late && tally.sent === null) beat(quarter, tally);
    if (over && tally.since !== null) pause(tally);
    $("in").disabled = $("out").disabled = !runs || tally.sent !== null;
    for (const way of ["in", "out"]) {
      $(`${way}-count`).textContent = tally.taps.filter((tap) => tap[1] === way).length;
    }
    const last = tally.taps.at(-1);
    $("undo").disabled = !last || tally.sent !== null;
    $("undo").textContent = last
      ? say(words.undo, { way: words[last[1]], time: minutes(last[0] * 1000) })
      : words.undo_nothing;
    $("clock").textContent = live && passed < 0 ? `−${minutes(-passed + 999)}` : minutes(Math.min(passed, QUARTER));
    $("run").hidden = live || over || tally.sent !== null;
    $("run").textContent = tally.since !== null ? words.pause : passed > 0 ? words.resume : words.start;
    const begins = second.format(quarter.start);
    let text = words.count_all;
    let mood = "";
    if (tally.sent) [text, mood] = [say(words.sent, { count: tally.taps.length }), "good"];
    else if (sending) text = words.sending;
    else if (tally.failure) [text, mood] = [tally.failure, "warning"];
    else if (late) [text, mood] = [words.late, "warning"];
    else if (over && tally.away >= AWAY) [text, mood] = [say(words.away, { time: minutes(tally.away) }), "warning"];
    else if (over) text = words.over;
    else if (live && passed < 0) text = say(words.starts, { time: begins });
    else if (!live && tally.since === null) text = say(passed > 0 ? words.paused : words.set_recording, { time: begins });
    if (!keeps && !tally.sent && mood === "") [text, mood] = [words.memory, "warning"];
    // Written only when it changes, so that it is read aloud once.
    if ($("state").textContent !== text) $("state").textContent = text;
    $("state").className = mood;
    $("end").hidden = !over || late || tally.sent !== null;
    $("send").disabled = sending;
    $("send").textContent = tally.taps.length ? words.send : words.send_nobody;
    $("drop").hidden = !(tally.away >= AWAY || tally.taps.length);
    $("drop").textContent = words.drop;
    if (over && !late && !tally.sent && !sending && tally.taps.length && tally.away < AWAY && due(tally)) {
      send(quarter, tally);
    }
  }

  const due = (tally) => !tally.refused && (!tally.tried || Date.now() - tally.tried > 15_000);

  // A sign of life, in milliseconds of the quarter-hour: a locked phone gives none.
  function beat(quarter, tally) {
    const at = Math.min(elapsed(quarter, tally), QUARTER);
    const first = tally.source === "on the spot" ? Math.max(tally.opened - quarter.start, 0) : 0;
    const from = tally.beat ?? first;
    if (at - from > AWAY) tally.away += at - from;
    if (tally.beat === null || at - from > 1000) {
      tally.beat = at;
      save(quarter, tally);
    }
  }

  function pause(tally) {
    tally.played += Date.now() - tally.since;
    tally.since = null;
  }

  function tap(way) {
    const { quarter, tally } = open;
    const at = Math.floor(elapsed(quarter, tally) / 1000);
    if (at < -plan.tolerance || at > plan.latest) return;
    tally.taps.push([at, way]);
    save(quarter, tally);
    if (navigator.vibrate) navigator.vibrate(25);
    draw();
  }

  async function send(quarter, tally) {
    sending = true;
    tally.tried = Date.now();
    draw();
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), 12_000);
    try {
      const answer = await fetch(`quarters/${new Date(quarter.start).toISOString()}`, {
        method: "PUT",
        headers: { "Content-Type": "application/json", ...(key ? { Authorization: `Bearer ${key}` } : {}) },
        body: JSON.stringify({ source: tally.source, crossings: tally.taps }),
        signal: stop.signal,
      });
      if (answer.ok) {
        tally.sent = now();
        tally.failure = null;
        quarter.tallied = tally.sent;
      } else {
        tally.refused = answer.status < 500;
        tally.failure = say(answer.status === 401 ? words.refused_key : words.refused, { status: answer.status });
      }
    } catch {
      tally.failure = words.not_sent;
    }
    clearTimeout(timer);
    sending = false;
    save(quarter, tally);
    draw();
  }

  function press(id, action) {
    // The finger going down is the moment; a click comes when it goes up. Keys make clicks only.
    $(id).addEventListener("pointerdown", (event) => {
      if (event.button === 0 && !$(id).disabled) action();
    });
    $(id).addEventListener("click", (event) => {
      if (event.detail === 0) action();
    });
  }

  press("in", () => tap("in"));
  press("out", () => tap("out"));
  $("undo").addEventListener("click", () => {
    open.tally.taps.pop();
    save(open.quarter, open.tally);
    draw();
  });
  $("run").addEventListener("click", () => {
    if (open.tally.since === null) open.tally.since = Date.now();
    else pause(open.tally);
    save(open.quarter, open.tally);
    draw();
  });
  $("send").addEventListener("click", () => send(open.quarter, open.tally));
  $("drop").addEventListener("click", () => {
    if (!confirm(words.drop_sure)) return;
    forget(open.quarter);
    showList();
  });
  $("back").addEventListener("click", showList);
  addEventListener("online", () => {
    if (open) open.tally.tried = 0;
    draw();
  });

  // What was sent and is no longer with the server was withdrawn there: it is to be counted again.
  for (const quarter of plan.quarters) {
    if (quarter.tallied === null && load(quarter)?.sent) forget(quarter);
  }
  $("line").textContent = plan.line;
  $("store").textContent = plan.store_name;
  $("what").textContent = words.what;
  $("memory").textContent = words.memory;
  $("back").textContent = words.back;
  $("in-name").textContent = words.in;
  $("out-name").textContent = words.out;
  showList();
  setInterval(draw, 250);
})();
