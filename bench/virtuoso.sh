#!/usr/bin/env bash
# Pushes a graph to a Virtuoso of its own, asks it every shipped question and compares with the rows of the file.
#
#   apt-get install --no-install-recommends virtuoso-opensource-7-bin
#   bench/virtuoso.sh [out/graph.ttl]
#
# The server lives in a temporary folder, listens on this machine only and is gone afterwards. VIRTUOSO names another
# program, PORT another port, GRAPHKIT another command. Virtuoso writes true and false as 1 and 0; nothing else may differ.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
file=${1:-out/graph.ttl} port=${PORT:-18890} graphkit=${GRAPHKIT:-graphkit}
graph=https://example.org/deals
command -v "${VIRTUOSO:=virtuoso-t}" >/dev/null || { echo "virtuoso-t is not installed" >&2; exit 2; }

folder=$(mktemp -d)
trap 'kill "${server:-}" 2>/dev/null; wait 2>/dev/null; rm -rf "$folder"' EXIT
cat > "$folder/virtuoso.ini" <<INI
[Database]
DatabaseFile = $folder/virtuoso.db
TransactionFile = $folder/virtuoso.trx
ErrorLogFile = $folder/virtuoso.log
LockFile = $folder/virtuoso.lck
xa_persistent_file = $folder/virtuoso.pxa
[TempDatabase]
DatabaseFile = $folder/temporary.db
TransactionFile = $folder/temporary.trx
[Parameters]
ServerPort = 127.0.0.1:$((port + 1))
NumberOfBuffers = 100000
DirsAllowed = $folder
[HTTPServer]
ServerPort = 127.0.0.1:$port
INI
"$VIRTUOSO" -f -c "$folder/virtuoso.ini" > "$folder/out.log" 2>&1 &
server=$!
for _ in $(seq 120); do
  curl --silent --fail --output "$folder/page" "http://127.0.0.1:$port/sparql" && break
  kill -0 $server 2>/dev/null || { cat "$folder/out.log" >&2; exit 1; }
  sleep 0.5
done

# A new database has one account, dba with the password dba: change it before anything but this machine can reach it.
export GRAPHKIT_USER=dba GRAPHKIT_PASSWORD=dba
$graphkit push "http://127.0.0.1:$port/sparql-graph-crud-auth" "$file" --graph "$graph"
unset GRAPHKIT_USER GRAPHKIT_PASSWORD

same=0 other=()
for question in ontology/questions/*.rq; do
  name=$(basename "$question" .rq)
  name=${name#*-}
  if ! $graphkit query "$name" --graph "$file" --format csv > "$folder/here" 2>/dev/null; then
    continue # its default is a company that this graph does not have
  fi
  $graphkit query "$name" --graph "http://127.0.0.1:$port/sparql" --format csv > "$folder/there"
  if diff -q <(sed 's/,true$/,1/; s/,false$/,0/' "$folder/here") "$folder/there" > /dev/null; then
    same=$((same + 1))
  else
    other+=("$name")
  fi
done
echo "$same questions have the same rows, ${#other[@]} have not${other:+: ${other[*]}}"
[ ${#other[@]} -eq 0 ]
