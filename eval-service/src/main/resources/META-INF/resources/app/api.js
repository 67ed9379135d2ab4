// Questions to the service. What it refuses it explains, and that is what people get to read.

export async function get(path) {
  return answer(await fetch(`/api/v1/${path}`, { cache: 'no-store' }));
}

export async function post(path, body) {
  const headers = { 'Content-Type': 'application/json' };
  return answer(await fetch(`/api/v1/${path}`, { method: 'POST', headers, body: JSON.stringify(body) }));
}

async function answer(response) {
  const json = await response.json();
  if (!response.ok) {
    const failure = new Error(json.detail ?? response.statusText);
    failure.status = response.status;
    throw failure;
  }
  return json;
}

export const within = (project, ...rest) => ['projects', project, ...rest].map(encodeURIComponent).join('/');
