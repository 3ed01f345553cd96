// What Bochs calls of the worker: part of bochs.js.
mergeInto(LibraryManager.library, {
  live_serial_out: function (port, byte) {
    if (Module.onSerial) Module.onSerial(port, byte);
  },
});
