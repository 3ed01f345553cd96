#!/bin/sh
# pack.sh - a chapter's tree as an archive, the same bytes every time
#
# usage: tools/pack.sh NN-slug > heddle-NN.tar.gz
set -eu
slug=$1
tar -C build/trees -cf - --sort=name --mtime=@"${SOURCE_DATE_EPOCH:-315532800}" \
    --owner=0 --group=0 --numeric-owner --mode=u+w,go-w --format=ustar \
    --exclude='.t*' --exclude=build \
    --transform "s,^$slug,heddle-${slug%%-*}," "$slug" | gzip -9n
