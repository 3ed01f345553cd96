// errno.h: why something could not be done. Functions return 0 or one of
// these, negated; the numbers are those of Linux on x86-64.
#ifndef KERNEL_LIB_ERRNO_H
#define KERNEL_LIB_ERRNO_H

// A function whose result must not be thrown away.
#define MUST_CHECK __attribute__((warn_unused_result))

#define EINVAL 22               // the arguments or the data make no sense
#define ENODEV 19               // there is no such device
#define EBUSY 16                // somebody else has it
#define ENOSPC 28               // no room is left where it should go
#define ENOMEM 12               // no memory is left
#define EEXIST 17               // it is there already
#define ECANCELED 125           // somebody has asked us to stop

#endif
