/** The thread that takes PDF files apart. */
import 'pdfjs-dist/legacy/build/pdf.worker.mjs';
