# tasks.gdb: the tasks, at the moment when the kernel first goes to sleep.
#     gdb -batch -x boot/tasks.gdb heddle.elf
target remote | exec qemu-system-x86_64 -S -gdb stdio -display none \
    -cdrom heddle.iso
set print frame-info short-location
set print frame-arguments none
hbreak interrupts_await
continue
backtrace
set $task = all
while $task
    printf "%s waits in line %d\n", $task->name, $task->async.line
    set $task = $task->next
end
