#!/bin/sh
# A short tour of the command. usage: demo.sh ROWCOL
set -eu
rowcol=$1

"$rowcol" --version
