import sys
from pathlib import Path

from crm.samples.server import serve

if __name__ == "__main__":
    serve(Path(sys.argv[1]), web=int(sys.argv[2]), port=int(sys.argv[3]))
