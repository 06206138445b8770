#!/usr/bin/env bash
# Draws the pictures of docs/documents.md from the sample challenge. Needs LibreOffice, pdftoppm (poppler-utils)
# and a font like Calibri (fonts-crosextra-carlito).
set -euo pipefail
cd "$(dirname "$0")/.."
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
.venv/bin/python -m bot replay bot/samples/northmere.jsonl --out "$made"
soffice --headless --convert-to pdf --outdir "$made" "$made"/{slides.pptx,report.docx,brief-day-3.docx} > /dev/null
mkdir -p docs/pictures
draw() { pdftoppm -r "$4" -f "$3" -l "$3" -png -singlefile "$made/$1.pdf" "docs/pictures/$2"; }
draw slides slides-title 1 50
draw slides slides-figures 3 50
draw slides slides-statement 12 50
draw slides slides-strengths 5 50
draw report report 2 60
draw brief-day-3 brief 1 60
