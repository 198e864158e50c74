/* Proposes the time zone of this browser; without script it is chosen from the list. */

const zone = document.getElementById("id_time_zone");
if (zone && !zone.value) {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if ([...zone.options].some((one) => one.value === here)) zone.value = here;
}
