const duration = /^P(?:(\d{1,6})D)?(?:T(?:(\d{1,7})H)?(?:(\d{1,7})M)?(?:(\d{1,7}(?:\.\d+)?)S)?)?$/;
const moment = /^(\d{4}-\d\d-\d\d)?T?(\d\d):(\d\d):(\d\d(?:\.\d+)?)$/;

const secondsPerDay = 86_400;

/** Digits of a number of seconds with two digits in front of the point, rounded to milliseconds before. */
function secondsText(seconds: number): string {
  const text = seconds.toFixed(3).replace(/\.?0+$/, '');
  return text.indexOf('.') === 1 || text.length === 1 ? `0${text}` : text;
}

function timeText(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  const [hour, minute] = [Math.floor(minutes / 60), minutes % 60].map((each) =>
    String(each).padStart(2, '0'),
  );
  return `${hour}:${minute}:${secondsText(seconds - minutes * 60)}`;
}

const toMs = (seconds: number) => Math.round(seconds * 1000) / 1000;

/**
 * A date, time or duration of a cell that holds ISO 8601, as serial numbers are written: rounded to milliseconds,
 * a duration as hours, minutes and seconds.
 *
 * Writers turn their serial numbers into such texts with all the digits of a fraction that is not exact. Any other
 * text, and one whose rounding would begin the next day, is answered as it is.
 */
export function isoMoment(text: string): string {
  const length = text.length > 2 ? duration.exec(text) : null;
  if (length !== null) {
    const [days = 0, hours = 0, minutes = 0, seconds = 0] = length.slice(1).map((part) => Number(part ?? 0));
    return timeText(toMs(days * secondsPerDay + hours * 3600 + minutes * 60 + seconds));
  }
  const [, date, hours, minutes, seconds] = moment.exec(text) ?? [];
  const ofDay = toMs(Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds));
  if (!(ofDay < secondsPerDay)) return text;
  return date === undefined ? timeText(ofDay) : `${date}T${timeText(ofDay)}`;
}
