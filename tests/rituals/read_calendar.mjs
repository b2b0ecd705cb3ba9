// Reads calendar files as programs in a browser do, and prints what stands in each: [[start, end], …] in UTC.
// Usage: node read_calendar.mjs MOST_DATES FILE…
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const [mostDates, ...files] = process.argv.slice(2);
const instant = (time) => time.toJSDate().toISOString();

function dates(event) {
  if (!event.isRecurring()) {
    return [[instant(event.startDate), instant(event.endDate)]];
  }
  const found = [];
  const starts = event.iterator();
  for (let start = starts.next(); start && found.length < Number(mostDates); start = starts.next()) {
    const occurrence = event.getOccurrenceDetails(start);
    found.push([instant(occurrence.startDate), instant(occurrence.endDate)]);
  }
  return found;
}

function read(file) {
  const calendar = new ICAL.Component(ICAL.parse(readFileSync(file, "utf-8")));
  ICAL.TimezoneService.reset();
  for (const zone of calendar.getAllSubcomponents("vtimezone")) {
    ICAL.TimezoneService.register(zone);
  }
  const parts = calendar.getAllSubcomponents("vevent");
  const moved = parts.filter((part) => part.hasProperty("recurrence-id"));
  const whole = parts.filter((part) => !part.hasProperty("recurrence-id"));
  return whole.flatMap((part) => {
    const uid = part.getFirstPropertyValue("uid");
    const exceptions = moved.filter((other) => other.getFirstPropertyValue("uid") === uid);
    return dates(new ICAL.Event(part, { exceptions }));
  });
}

console.log(JSON.stringify(files.map(read)));
