// Proposes the reader's own time zone where nobody has chosen one yet.
"use strict";

(() => {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  document.querySelectorAll("select[data-propose-zone]").forEach((select) => {
    if ([...select.options].some((option) => option.value === timeZone)) select.value = timeZone;
  });
})();
