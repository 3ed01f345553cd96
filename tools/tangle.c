/* tangle - a snapshot's token stream becomes a tree of files
 *
 * usage: tangle SNAPSHOT.tok SNAPSHOT.files TREE [STAMP]
 *
 * Has noweb's mnt write the files named in SNAPSHOT.files into TREE.new, and
 * then makes TREE the same, touching only what differs: an unchanged file
 * keeps its time, so that make has nothing to do for it. What the snapshot
 * does not name is removed from TREE. The files are read-only, since the place
 * to change them is the book. STAMP is touched if anything in TREE changed.
 * Exit status 2, and TREE as it was, if noweb complains.
 */
#include "util.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define MNT "/usr/lib/noweb/mnt"

typedef ARRAY(char *) names;

static bool changed;            /* is TREE another than before? */

static char *absolute(const char *path)
{
    char *found = realpath(path, NULL);

    if (!found)
        die("%s: cannot be read; run supersede first", path);
    return found;
}

static names read_names(const char *path)
{
    FILE *in = fopen(path, "r");
    struct line line = { 0 };
    names list = { 0 };
    char *text;

    if (!in)
        die("%s: cannot be read; run supersede first", path);
    while ((text = read_line(in, &line)))
        *GROW(list) = xstrdup(text);
    fclose(in);
    return list;
}

static bool is_named(names *list, const char *name)
{
    for (size_t i = 0; i < list->n; i++)
        if (strcmp(list->at[i], name) == 0)
            return true;
    return false;
}

static void run_mnt(const char *tokens, names *files, const char *folder)
{
    pid_t child = fork();
    int status;

    if (child == 0) {
        char **args = xmalloc((files->n + 3) * sizeof *args);

        args[0] = MNT;
        args[1] = "-t";
        memcpy(args + 2, files->at, files->n * sizeof *args);
        if (chdir(folder) != 0 || !freopen(tokens, "r", stdin))
            die("%s: cannot be used: %s", folder, strerror(errno));
        execv(MNT, args);
        die(MNT " cannot be run; install noweb (make deps)");
    }
    if (child < 0 || waitpid(child, &status, 0) < 0 || status != 0)
        die("%s: noweb's mnt failed; see above", tokens);
}

static bool same_content(const char *a, const char *b)
{
    char *x = read_file(a), *y = read_file(b);
    bool same = x && y && strcmp(x, y) == 0;

    free(x);
    free(y);
    return same;
}

/* Move what is new over what is old, where the two differ. Of an empty chunk
 * mnt makes an empty line; it shall be an empty file.  */
static void settle(const char *from, const char *to)
{
    char *text = read_file(from);

    if (text && strcmp(text, "\n") == 0 && truncate(from, 0) != 0)
        die("%s: cannot be written: %s", from, strerror(errno));
    free(text);
    if (same_content(from, to)) {
        unlink(from);
        return;
    }
    changed = true;
    make_folders(to);
    chmod(from, 0444);
    if (rename(from, to) != 0)
        die("%s: cannot be written: %s", to, strerror(errno));
}

/* Remove the files below `folder` that are not named, then empty folders. A
 * reader's own build/ in the tree is left alone.  */
static void prune(const char *folder, const char *prefix, names *files)
{
    DIR *dir = opendir(folder);
    struct dirent *entry;

    while (dir && (entry = readdir(dir))) {
        char *path = xprintf("%s/%s", folder, entry->d_name);
        char *name = xprintf("%s%s", prefix, entry->d_name);
        struct stat info;

        if (entry->d_name[0] == '.' || strcmp(name, "build") == 0
            || lstat(path, &info) != 0) {
            /* not ours */
        } else if (S_ISDIR(info.st_mode)) {
            char *inner = xprintf("%s/", name);

            prune(path, inner, files);
            rmdir(path);
            free(inner);
        } else if (!is_named(files, name)) {
            unlink(path);
            changed = true;
        }
        free(path);
        free(name);
    }
    if (dir)
        closedir(dir);
}

static void touch(const char *path)
{
    int file;

    make_folders(path);
    file = open(path, O_WRONLY | O_CREAT, 0666);
    if (file < 0 || futimens(file, NULL) != 0)
        die("%s: cannot be touched: %s", path, strerror(errno));
    close(file);
}

int main(int argc, char **argv)
{
    names files, none = { 0 };
    char *tokens, *fresh;

    if (argc != 4 && argc != 5)
        die("usage: tangle SNAPSHOT.tok SNAPSHOT.files TREE [STAMP]");
    tokens = absolute(argv[1]);
    files = read_names(argv[2]);
    fresh = xprintf("%s.new", argv[3]);
    prune(fresh, "", &none);
    for (size_t i = 0; i < files.n; i++)
        make_folders(xprintf("%s/%s", fresh, files.at[i]));
    if (files.n)
        run_mnt(tokens, &files, fresh);
    changed = argc == 5 && access(argv[4], F_OK) != 0;
    prune(argv[3], "", &files);
    for (size_t i = 0; i < files.n; i++)
        settle(xprintf("%s/%s", fresh, files.at[i]),
               xprintf("%s/%s", argv[3], files.at[i]));
    if (changed && argc == 5)
        touch(argv[4]);
    prune(fresh, "", &none);
    rmdir(fresh);
    return 0;
}
