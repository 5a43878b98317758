# Runs a Python test, or reports it as skipped when configure found no Python.
if [ -z "$PYTHON3" ]; then
    echo "1..0 # SKIP no python3"
    exit 0
fi
exec "$PYTHON3" "$@"
